"""Who is forgotten is signed out and leaves no answers; others, and the audit log, stay."""

from servicekit.identity.forgetting import forget_person
from servicekit.unit_of_work import Cause
from sqlalchemy import text

from conftest import NEIGHBOUR, RESIDENT, Example

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
    assert await forget(example) == 0


async def test_a_command_repeated_afterwards_is_a_fresh_command(example: Example) -> None:
    first = await write(example)
    assert await write(example) == first
    await forget(example)
    assert await write(example) != first
    assert len(await rows(example, "SELECT id FROM notes")) == 2
