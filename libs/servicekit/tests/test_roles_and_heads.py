"""Health is judged by the roles that a process plays; HEAD answers as GET does."""

import asyncio
import socket

import httpx
import pytest
import uvicorn
from civic_stack.postgres import Postgres
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from kit_house import Example, example_process
from servicekit import public
from servicekit.messaging.stream_health import StreamWatch
from servicekit.web import Api
from servicekit.web.head_requests import HeadAsGet


def watch(example: Example, *roles: str) -> StreamWatch:
    found = StreamWatch(
        example.process.engine,
        "amqp://ideas:x@127.0.0.1:1/civic",
        asyncio.Event(),
        lambda: 0.0,
        frozenset(roles),
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


async def test_a_batch_that_cannot_be_committed_is_a_fault(example: Example) -> None:
    """The canary sings and the queue is attended, and yet nothing is taken in."""
    found = watch(example, "subscriber")
    found.consuming.set()
    found.batch_age = lambda: 59.0
    assert found.health().healthy is True
    found.batch_age = lambda: 61.0
    assert found.health().healthy is False


@pytest.mark.parametrize("roles", ["relay", "subscriber,jobs"])
async def test_who_does_not_play_the_role_takes_no_command(postgres: Postgres, roles: str) -> None:
    """A restored service is started as a relay alone, so that it says nothing new."""
    nobody = "amqp://ideas:x@127.0.0.1:1/civic"
    async with example_process(postgres, nobody, only=roles) as process:
        transport = httpx.ASGITransport(app=process.web())
        async with httpx.AsyncClient(transport=transport, base_url="http://example") as client:
            for path in ("/live", "/ready", "/metrics"):
                assert (await client.get(path)).status_code == 200
            assert (await client.post("/ideas/api/notes", json={})).status_code == 404
            for path in ("/ideas/api/openapi.json", "/ideas/sign-in", "/ideas/accessibility"):
                assert (await client.get(path)).status_code == 404, path


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


async def test_a_server_sends_no_body_after_head_and_keeps_the_connection() -> None:
    """Over a real socket: what looks at the method there is the server, not the application."""
    app = FastAPI()

    @app.get("/words")
    async def words() -> dict[str, str]:
        return {"said": "x" * 1000}

    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(HeadAsGet(app), log_level="error"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        for method in (b"HEAD", b"GET", b"HEAD"):
            writer.write(method + b" /words HTTP/1.1\r\nHost: x\r\n\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 "), method
            assert b"content-length: 1011" in head
            if method == b"GET":
                await reader.readexactly(1011)
        writer.close()
    finally:
        server.should_exit = True
        await serving
