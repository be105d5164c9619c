"""Health is judged by the roles that a process plays; HEAD answers as GET does."""

import asyncio

import pytest
from fastapi.responses import StreamingResponse
from kit_house import Example
from servicekit import public
from servicekit.messaging.stream_health import StreamWatch
from servicekit.web import Api


def watch(example: Example, *roles: str) -> StreamWatch:
    found = StreamWatch(
        example.process.engine, "amqp://ideas:x@127.0.0.1:1/civic", asyncio.Event(), set(roles)
    )
    found._returned_at = asyncio.get_running_loop().time()
    return found


@pytest.mark.parametrize(
    ("roles", "consuming", "age", "healthy"),
    [
        (["api"], False, 0, True),
        (["api", "jobs"], False, 3600, True),
        (["relay"], False, 0, True),
        (["relay"], False, 3600, False),
        (["subscriber"], False, 0, False),
        (["subscriber"], True, 3600, True),
        (["api", "relay", "subscriber", "jobs"], True, 0, True),
        (["api", "relay", "subscriber", "jobs"], False, 0, False),
    ],
)
async def test_a_process_is_judged_by_its_roles(
    example: Example, roles: list[str], consuming: bool, age: float, healthy: bool
) -> None:
    found = watch(example, *roles)
    found._state = {"age": float(age)}
    if consuming:
        found.consuming.set()
    assert found.health().healthy is healthy


async def test_silence_of_the_canary_is_a_fault_in_any_role(example: Example) -> None:
    found = watch(example, "api")
    found._returned_at = float("-inf")
    assert found.health().healthy is False


@pytest.mark.parametrize("path", ["/live", "/ready", "/metrics", "/ideas/api/openapi.json"])
async def test_head_is_answered_as_get_without_the_body(example: Example, path: str) -> None:
    got = await example.client.get(path)
    asked = await example.client.head(path)
    assert asked.status_code == got.status_code == 200
    assert asked.headers["content-type"] == got.headers["content-type"]
    assert asked.content == b""
    assert asked.headers["X-Content-Type-Options"] == "nosniff"


async def test_head_of_what_is_not_there_is_404_and_of_a_command_405(example: Example) -> None:
    assert (await example.client.head("/ideas/api/no-such-thing")).status_code == 404
    assert (await example.client.head("/ideas/api/notes")).status_code == 405


async def test_head_of_a_page_that_never_ends_ends(example: Example) -> None:
    api = Api()
    ticks = 0

    async def forever() -> object:
        nonlocal ticks
        while True:
            ticks += 1
            yield "tick\n"
            await asyncio.sleep(0.01)

    @api.get("/live-figures", permit=public)
    async def figures() -> StreamingResponse:
        return StreamingResponse(forever(), media_type="text/event-stream")

    example.app.include_router(api, prefix="/ideas/api")
    async with asyncio.timeout(5):
        asked = await example.client.head("/ideas/api/live-figures")
        assert (asked.status_code, asked.content) == (200, b"")
    assert ticks == 1
