"""The front door passes on what it should, as it comes, and refuses the rest."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from civic_stack.front_door.messages import ROBOTS
from civic_stack.ports import free_block
from civic_stack.probes import http_ok, listening
from civic_stack.processes import Process, Program, Supervisor

TINY = Path(__file__).parent / "programs" / "tiny_service.py"
LIMIT = 200_000  # bytes of a body in these tests


@dataclass
class Setting:
    """A front door, one service behind it as /x, a second route to where nobody listens."""

    url: str
    port: int
    service: Process
    client: httpx.AsyncClient


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def door(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Setting]:
    port = free_block(3)
    url, service = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
    environment = {"PATH": os.environ["PATH"]}
    routes = ("--route", f"x={service}", "--route", f"down=http://127.0.0.1:{port + 2}")
    listen = ("--listen", f"127.0.0.1:{port}", "--max-body", str(LIMIT), "--home", "/x/home")
    async with Supervisor(tmp_path_factory.mktemp("door")) as supervisor:
        await supervisor.start(
            Program(
                "tiny",
                (sys.executable, str(TINY), str(port + 1)),
                http_ok(f"{service}/ready"),
                environment,
            ),
            Program(
                "front-door",
                (sys.executable, "-m", "civic_stack.front_door", *listen, *routes),
                listening("127.0.0.1", port),
                environment,
            ),
        )
        async with httpx.AsyncClient(base_url=url, timeout=10) as client:
            yield Setting(url, port, supervisor["tiny"], client)


async def raw(door: Setting, request: bytes) -> bytes:
    """Send bytes, read until the door closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(request)
    await writer.drain()
    try:
        async with asyncio.timeout(10):
            return await reader.read()
    finally:
        writer.close()


async def test_root_leads_home(door: Setting) -> None:
    answer = await door.client.get("/")
    assert answer.status_code == 302
    assert answer.headers["location"] == "/x/home"


async def test_browsers_and_search_engines_get_what_they_ask_for_by_themselves(
    door: Setting,
) -> None:
    icon = await door.client.get("/favicon.ico")
    assert (icon.status_code, icon.headers["location"]) == (302, "/x/assets/civic.svg")
    security = await door.client.get("/.well-known/security.txt")
    assert (security.status_code, security.headers["location"]) == (302, "/x/security.txt")
    robots = await door.client.get("/robots.txt")
    assert robots.status_code == 200
    assert robots.headers["content-type"] == "text/plain; charset=utf-8"
    assert robots.text == ROBOTS
    assert (await door.client.head("/robots.txt")).text == ""


async def test_passes_path_query_body_and_repeated_headers(door: Setting) -> None:
    answer = await door.client.post("/x/a%20b/c?q=1&q=2", content=b"z" * 1000)
    told = answer.json()
    assert (told["method"], told["path"], told["query"], told["size"]) == (
        "POST",
        "/x/a%20b/c",
        "q=1&q=2",
        1000,
    )
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


async def test_says_who_asks_and_believes_no_claim(door: Setting) -> None:
    claims = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "for=203.0.113.9",
        "X-Real-IP": "203.0.113.9",
        "Connection": "keep-alive, X-Secret",
        "X-Secret": "for this connection only",
        "Host": "localhost:1234",
    }
    told = (await door.client.get("/x/echo", headers=claims)).json()
    headers = {}
    for key, value in told["headers"]:
        headers.setdefault(key, []).append(value)
    assert headers["x-forwarded-for"] == ["127.0.0.1"]
    assert headers["x-forwarded-proto"] == ["http"]
    assert headers["x-forwarded-host"] == ["localhost:1234"]
    assert headers["host"] == ["localhost:1234"]
    assert not {"forwarded", "x-real-ip", "x-secret", "connection"} & set(headers)


async def test_streams_events_as_they_come(door: Setting) -> None:
    seen = []
    async with door.client.stream("GET", "/x/stream") as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        seen = [time.monotonic() async for line in answer.aiter_lines() if line]
    assert len(seen) == 3
    assert seen[1] - seen[0] > 0.3
    assert seen[2] - seen[1] > 0.3


async def test_a_client_that_leaves_ends_the_stream_behind(door: Setting) -> None:
    async def open_streams() -> int:
        return int((await door.client.get("/x/endless/open")).text)

    async with (
        httpx.AsyncClient(base_url=door.url) as other,
        other.stream("GET", "/x/endless") as answer,
    ):
        async for _ in answer.aiter_lines():
            break
        assert await open_streams() == 1
    async with asyncio.timeout(5):
        while await open_streams():
            await asyncio.sleep(0.05)


async def test_large_answers_arrive_whole(door: Setting) -> None:
    answer = await door.client.get("/x/bytes/5000000")
    assert len(answer.content) == 5_000_000


@pytest.mark.parametrize(
    "path",
    ["/x/ready", "/live", "/x/metrics", "/x/health/stream", "/ready", "/metrics", "/y", "//"],
)
async def test_operators_addresses_and_unknown_ones_are_not_found(door: Setting, path: str) -> None:
    answer = await door.client.get(door.url + path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/down/anything", 503)])
async def test_a_browser_is_told_on_a_page(door: Setting, path: str, status: int) -> None:
    browsers = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    answer = await door.client.get(path, headers=browsers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; ")
    assert '<a href="/">' in answer.text
    program = await door.client.get(path, headers={"Accept": "application/json"})
    assert program.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/x/../ready", "/x/%2e%2e/ready", "/x/a/..%2f..%2fready"])
async def test_no_path_climbs(door: Setting, path: str) -> None:
    answer = await raw(
        door, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    )
    assert answer.startswith(b"HTTP/1.1 400 ")


async def test_too_large_a_body_is_refused_however_it_is_sent(door: Setting) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b"z" * (LIMIT // 4)

    for content in (b"z" * (LIMIT + 1), pieces()):
        answer = await door.client.post("/x/echo", content=content)
        assert answer.status_code == 413
        assert answer.json()["status"] == 413
    assert (await door.client.post("/x/echo", content=b"z" * LIMIT)).json()["size"] == LIMIT


async def test_too_long_headers_are_refused(door: Setting) -> None:
    answer = await door.client.get("/x/echo", headers={"X-Long": "z" * 40_000})
    assert answer.status_code == 431
    many = {f"X-{number}": "z" for number in range(150)}
    assert (await door.client.get("/x/echo", headers=many)).status_code == 431


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /x/echo HTTP/1.1\r\n\r\n",
        b"GET /x/echo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /x/echo HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n",
        b"GET /x/echo HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /x/echo HTTP/3.0\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\r\n\r\n",
        b"POST /x/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"POST /x/echo HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na",
        b"POST /x/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /x/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"POST /x/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        b"POST /x/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
    ],
)
async def test_doubtful_requests_are_refused(door: Setting, request_bytes: bytes) -> None:
    assert (await raw(door, request_bytes)).startswith(b"HTTP/1.1 400 ")


async def test_several_requests_in_one_go_are_answered_in_order(door: Setting) -> None:
    one = b"GET /x/bytes/%d HTTP/1.1\r\nHost: a\r\n\r\n"
    last = b"GET /x/bytes/3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    answer = await raw(door, one % 1 + one % 2 + last)
    assert answer.count(b"HTTP/1.1 200 OK") == 3
    assert [answer.find(body) for body in (b"\r\n1\r\nb\r\n", b"\r\n2\r\nbb\r\n")] == sorted(
        answer.find(body) for body in (b"\r\n1\r\nb\r\n", b"\r\n2\r\nbb\r\n")
    )
    assert answer.endswith(b"3\r\nbbb\r\n0\r\n\r\n")


async def test_a_client_waiting_for_leave_to_send_gets_it(door: Setting) -> None:
    answer = await raw(
        door,
        b"POST /x/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"
        b"Connection: close\r\n\r\nab",
    )
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK")


async def test_an_old_client_gets_an_answer_without_chunks(door: Setting) -> None:
    answer = await raw(door, b"GET /x/bytes/3 HTTP/1.0\r\n\r\n")
    assert b"transfer-encoding" not in answer
    assert answer.endswith(b"\r\n\r\nbbb")


async def test_an_answer_cut_short_is_not_made_to_look_whole(door: Setting) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        await door.client.get("/x/cut")


async def test_a_service_that_is_down_is_told_as_such(door: Setting) -> None:
    answer = await door.client.get("/down/anything")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.headers["content-type"] == "application/problem+json"


async def test_kept_connections_survive_a_restart_of_the_service(door: Setting) -> None:
    assert (await door.client.get("/x/echo")).status_code == 200
    door.service.kill()
    statuses = set()
    async with asyncio.timeout(10):
        while (answer := await door.client.post("/x/echo")).status_code != 200:
            statuses.add(answer.status_code)
            await asyncio.sleep(0.05)
    assert statuses <= {502, 503}


@pytest.mark.parametrize(("headers", "status"), [({}, 502), ({"Idempotency-Key": "k"}, 503)])
async def test_a_command_that_may_be_repeated_is_asked_for_again_when_its_service_ends(
    door: Setting, headers: dict[str, str], status: int
) -> None:
    await door.service.wait_ready()
    answer = await door.client.post("/x/unanswered", headers=headers)
    assert answer.status_code == status
    assert ("retry-after" in answer.headers) == (status == 503)
    await asyncio.sleep(0.05)
    await door.service.wait_ready()
