"""A body that does not say how long it is is counted as it comes: over a socket, in chunks."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from kit_house import Example
from sqlalchemy import text

LARGEST = 1_000_000


@asynccontextmanager
async def over_a_socket(example: Example) -> AsyncIterator[httpx.AsyncClient]:
    """The example served by uvicorn, so that chunks are chunks."""
    transport = example.client._transport
    assert isinstance(transport, httpx.ASGITransport)
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(transport.app, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve([listening]))
    try:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
            yield client
    finally:
        server.should_exit = True
        await serving
        listening.close()


async def chunks(size: int) -> AsyncIterator[bytes]:
    """A JSON body of about this size whose length nobody says beforehand."""
    yield b'{"words":"'
    for _ in range(size // 10_000):
        yield b"x" * 10_000
    yield b'"}'


async def test_too_long_a_body_is_refused_as_too_large(example: Example) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k"}
    async with over_a_socket(example) as client:
        answer = await client.post("/ideas/api/notes", content=chunks(LARGEST), headers=headers)
    assert answer.request.headers["Transfer-Encoding"] == "chunked"
    assert (answer.status_code, answer.json()["type"]) == (
        413,
        "urn:civic-community:problem:too-large",
    )
    assert answer.json()["detail"] == "A request may hold at most 1,000,000 bytes."
    async with example.process.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM notes"))).scalar_one() == 0


async def test_chunks_within_the_limit_are_read(example: Example) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k"}
    async with over_a_socket(example) as client:
        answer = await client.post("/ideas/api/notes", content=chunks(0), headers=headers)
    assert answer.json()["type"].endswith(":invalid-field"), answer.text
