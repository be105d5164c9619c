"""Who is forgotten is signed out and leaves no answers; others, and the audit log, stay."""

from kit_house import NEIGHBOUR, RESIDENT, Example
from servicekit.identity import Actor
from servicekit.identity.forgetting import forget_person, kept_records
from servicekit.unit_of_work import Cause
from sqlalchemy import text

OFFICER = Actor("c" * 64, frozenset({"neighbourhood-officer"}), "Owen")

BODY = {"words": "Plant a tree"}


async def rows(example: Example, query: str) -> list[object]:
    async with example.process.engine.connect() as connection:
        return list((await connection.execute(text(query))).scalars())


async def write(example: Example) -> str:
    headers = {"Idempotency-Key": "same"}
    answer = await example.client.post("/ideas/api/notes", json=BODY, headers=headers)
    assert answer.status_code == 201
    return str(answer.json()["note_id"])


async def forget(example: Example) -> int:
    async with example.process.engine.begin() as connection:
        return await forget_person(connection, str(RESIDENT.person_key))


async def test_sessions_and_answers_of_one_person_are_deleted(example: Example) -> None:
    sessions = example.process.identity.sessions
    token = await sessions.open(RESIDENT, None, replacing=None)
    other = await sessions.open(NEIGHBOUR, None, replacing=None)
    await write(example)
    example.actor = NEIGHBOUR
    await write(example)
    async with example.process.work.begin(RESIDENT, Cause.new()) as uow:
        await uow.audit("note.read", "one")

    assert await forget(example) == 2
    assert await sessions.find(token) is None
    assert await sessions.find(other) is not None
    assert await rows(example, "SELECT scope FROM kit.idempotency") == [NEIGHBOUR.person_key]
    assert await rows(example, "SELECT actor FROM kit.audit") == [RESIDENT.person_key]
    async with example.process.engine.connect() as connection:
        kept = [
            await kept_records(connection, str(one.person_key), one)
            for one in (RESIDENT, NEIGHBOUR, OFFICER)
        ]
    # What an officer asks for is noted when it is done.
    assert kept == [("audit-records",), (), ("audit-records",)]
    assert await forget(example) == 0


async def test_a_command_repeated_afterwards_is_a_fresh_command(example: Example) -> None:
    first = await write(example)
    assert await write(example) == first
    await forget(example)
    assert await write(example) != first
    assert len(await rows(example, "SELECT id FROM notes")) == 2


async def test_what_failed_forgets_the_person_too(example: Example) -> None:
    key = str(RESIDENT.person_key)
    for body in (f'{{"of": "{key}", "phone": "07700 900123"', "nobody's"):
        bury = (
            "INSERT INTO kit.dead_letters (reason, detail, body, digest) "
            "SELECT 'malformed-envelope', '', body, sha256(body) "
            "FROM convert_to(:body, 'UTF8') AS body"
        )
        async with example.process.engine.begin() as connection:
            await connection.execute(text(bury), {"body": body})
    async with example.process.work.begin(RESIDENT, Cause.new()) as uow:
        for name, who in (("done", key), ("to come", key), ("others", NEIGHBOUR.person_key)):
            payload = {"person_key": who}
            await uow.schedule("remind", due_at=uow.now, payload=payload, key=name)
        done = "UPDATE kit.jobs SET done_at = now() WHERE key <> 'to come'"
        await uow.connection.execute(text(done))
    assert await forget(example) == 2
    bodies = await rows(example, "SELECT convert_from(body, 'UTF8') FROM kit.dead_letters")
    assert sorted(bodies) == ["(erased)", "nobody's"]
    assert sorted(await rows(example, "SELECT key FROM kit.jobs")) == ["others", "to come"]
    assert await forget(example) == 0
