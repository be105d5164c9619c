"""One effect for one key; every kind of bad request has its own answer."""

import asyncio
from uuid import uuid4

import pytest
from kit_house import NEIGHBOUR, Example
from servicekit.web.idempotency import EARLIER
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


async def count(example: Example, table: str) -> int:
    async with example.process.engine.connect() as connection:
        return (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()


async def write(example: Example, key: str | None = None, **body: object) -> tuple[int, dict]:
    headers = {"Idempotency-Key": key or str(uuid4())}
    answer = await example.client.post(
        "/ideas/api/notes", json={"words": "Plant a tree", **body}, headers=headers
    )
    return answer.status_code, answer.json()


async def test_a_command_is_stored_told_and_answered(example: Example) -> None:
    status, body = await write(example)
    assert (status, body["times"]) == (201, 1)
    assert await count(example, "notes") == 1
    assert await count(example, "kit.outbox") == 1


async def test_a_repeat_gets_the_same_answer_and_no_second_effect(example: Example) -> None:
    first = await write(example, key="same")
    again = await write(example, key="same")
    assert first == again
    assert await count(example, "kit.outbox") == 1


async def test_fifty_twins_have_one_effect(example: Example) -> None:
    answers = await asyncio.gather(*(write(example, key="twin") for _ in range(50)))
    assert {status for status, _ in answers} == {201}
    assert len({body["note_id"] for _, body in answers}) == 1
    assert await count(example, "notes") == 1


async def test_the_same_key_of_another_person_is_another_key(example: Example) -> None:
    await write(example, key="mine")
    example.actor = NEIGHBOUR
    await write(example, key="mine")
    assert await count(example, "notes") == 2


async def test_a_key_with_another_body_is_refused(example: Example) -> None:
    await write(example, key="once")
    status, body = await write(example, key="once", words="Plant a hedge")
    assert (status, body["type"]) == (422, "urn:civic-community:problem:idempotency-key-reused")


async def test_a_key_that_is_forgotten_while_it_is_looked_up_is_a_new_one(
    example: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(example, key="old")
    execute = AsyncConnection.execute

    async def behind(connection: AsyncConnection, statement: object, *names: object) -> object:
        if statement is EARLIER:
            async with example.process.engine.begin() as housekeeping:
                await execute(housekeeping, text("DELETE FROM kit.idempotency"))
        return await execute(connection, statement, *names)

    monkeypatch.setattr(AsyncConnection, "execute", behind)
    assert (await write(example, key="old"))[0] == 201
    assert await count(example, "notes") == 2


async def test_a_refused_command_leaves_its_key_free(example: Example) -> None:
    note = str(uuid4())
    for _ in range(10):
        await write(example, note_id=note)
    status, body = await write(example, key="eleventh", note_id=note)
    assert (status, body["rule"]) == (409, "note-is-full")
    assert body["detail"] == "A note may be written on ten times."
    status, _ = await write(example, key="eleventh")
    assert status == 201


async def test_a_twin_that_takes_long_is_told_to_ask_again(example: Example) -> None:
    claim = text(
        "INSERT INTO kit.idempotency (scope, key, fingerprint) VALUES (:scope, 'slow', 'x')"
    )
    async with example.process.engine.begin() as connection:
        await connection.execute(claim, {"scope": example.actor.identifier})
        status, body = await write(example, key="slow")
    assert (status, body["type"]) == (409, "urn:civic-community:problem:idempotency-key-in-use")


@pytest.mark.parametrize(
    ("headers", "body", "status", "code"),
    [
        ({}, b'{"words":"x"}', 400, "idempotency-key-missing"),
        ({"Idempotency-Key": "\x7f"}, b'{"words":"x"}', 400, "idempotency-key-malformed"),
        ({"Idempotency-Key": "k"}, b'{"words":', 400, "malformed-json"),
        ({"Idempotency-Key": "k"}, b"{}", 422, "invalid-field"),
        ({"Idempotency-Key": "k"}, b'{"words":null}', 422, "invalid-field"),
        ({"Idempotency-Key": "k"}, b'{"words":1}', 422, "invalid-field"),
        ({"Idempotency-Key": "k"}, b'{"words":"x","more":1}', 422, "invalid-field"),
        ({"Idempotency-Key": "k"}, b'{"words":"a\\u0000b"}', 422, "invalid-field"),
        ({"Idempotency-Key": "k"}, b'{"words":"a\\ud800b"}', 422, "invalid-field"),
        ({"Idempotency-Key": "k"}, '{"words":"a\u202eb"}'.encode(), 422, "invalid-field"),
        ({"Idempotency-Key": "k"}, b'{"words":"x","weight":-1}', 422, "invalid-field"),
        ({"Idempotency-Key": "k"}, b'{"words":"x","weight":1.5}', 422, "invalid-field"),
        ({"Idempotency-Key": "k"}, b'{"words":"x","weight":1e3}', 422, "invalid-field"),
        ({"Idempotency-Key": "k"}, b'{"words":"x","weight":1' + b"0" * 30 + b"}", 422, None),
        ({"Idempotency-Key": "k"}, b'{"words":"x","occurred_on":"2999-01-01"}', 422, None),
        ({"Idempotency-Key": "k"}, b'{"words":"x","occurred_on":0}', 422, "invalid-field"),
        ({"Idempotency-Key": "k"}, b'{"words":"x","occurred_on":"0"}', 422, "invalid-field"),
        ({"Idempotency-Key": "k"}, b'{"words":"x","occurred_on":"2009-09-01"}', 403, "forbidden"),
        ({"Idempotency-Key": "k"}, b"x" * 1_000_001, 413, "too-large"),
    ],
)
async def test_bad_requests(
    example: Example, headers: dict, body: bytes, status: int, code: str | None
) -> None:
    headers = {"Content-Type": "application/json", **headers}
    answer = await example.client.post("/ideas/api/notes", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert code is None or answer.json()["type"].endswith(f":{code}")
    assert await count(example, "notes") == 0
    if status == 422:
        assert all(error["pointer"].startswith("/") for error in answer.json()["errors"])


async def test_another_content_type_is_refused(example: Example) -> None:
    headers = {"Idempotency-Key": "k", "Content-Type": "text/plain"}
    answer = await example.client.post("/ideas/api/notes", content=b"{}", headers=headers)
    assert answer.status_code == 415


async def test_who_has_not_signed_in_is_told_to(anonymous: Example) -> None:
    status, body = await write(anonymous)
    assert (status, body["type"]) == (401, "urn:civic-community:problem:not-authenticated")


async def test_a_fault_of_ours_says_nothing_about_itself(example: Example) -> None:
    answer = await example.client.get(f"/ideas/api/notes/{uuid4()}")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "notes" not in answer.text


async def test_ready_while_the_broker_is_away(example: Example) -> None:
    assert (await example.client.get("/ready")).status_code == 200
    assert (await example.client.get("/health/stream")).status_code == 503
