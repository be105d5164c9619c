"""The network fails as it is told to, and heals."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from harness.proxy import Cut, Proxy

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Echo:
    """A server that says again what it hears, and remembers it."""

    def __init__(self) -> None:
        self.heard = b""
        self.port = 0
        self.ended = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(1000):
                self.heard += data
                writer.write(data)
        except ConnectionError:
            pass
        self.ended += 1
        writer.close()


@pytest_asyncio.fixture
async def echo() -> AsyncIterator[Echo]:
    found = Echo()
    server = await asyncio.start_server(found.answer, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()


@pytest_asyncio.fixture
async def proxy(echo: Echo) -> AsyncIterator[Proxy]:
    async with Proxy(echo.port) as found:
        yield found


async def connect(proxy: Proxy) -> Ends:
    return await asyncio.open_connection("127.0.0.1", proxy.port)


async def says(ends: Ends, words: bytes, within: float = 2) -> bytes:
    reader, writer = ends
    writer.write(words)
    return await asyncio.wait_for(reader.readexactly(len(words)), within)


async def test_it_passes_everything_on(proxy: Proxy) -> None:
    ends = await connect(proxy)
    assert await says(ends, b"x" * 300_000) == b"x" * 300_000


async def test_refused_to_old_and_new_until_it_heals(proxy: Proxy) -> None:
    ends = await connect(proxy)
    await says(ends, b"a")
    async with proxy.failing(Cut.REFUSE):
        with pytest.raises(ConnectionRefusedError):
            await connect(proxy)
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await says(ends, b"b")
    assert await says(await connect(proxy), b"c") == b"c"


async def test_reset_of_old_and_new(proxy: Proxy) -> None:
    ends = await connect(proxy)
    await says(ends, b"a")
    async with proxy.failing(Cut.RESET):
        for one in (ends, await connect(proxy)):
            with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
                await says(one, b"b")
    assert await says(await connect(proxy), b"c") == b"c"


async def test_what_is_swallowed_arrives_late(proxy: Proxy, echo: Echo) -> None:
    ends = await connect(proxy)
    await says(ends, b"a")
    async with proxy.failing(Cut.BLACKHOLE):
        new = await connect(proxy)
        for one in (ends, new):
            with pytest.raises(TimeoutError):
                await says(one, b"b", 0.2)
        assert echo.heard == b"a"
    for one in (ends, new):
        assert await asyncio.wait_for(one[0].readexactly(1), 2) == b"b"


async def test_half_open_stays_silent_and_new_ones_work_once_healed(
    proxy: Proxy, echo: Echo
) -> None:
    ends = await connect(proxy)
    await says(ends, b"a")
    async with proxy.failing(Cut.HALF_OPEN):
        await asyncio.sleep(0.05)
        assert echo.ended == 1
        new = await connect(proxy)
        for one in (ends, new):
            with pytest.raises(TimeoutError):
                await says(one, b"b", 0.2)
    with pytest.raises(TimeoutError):
        await says(ends, b"c", 0.2)
    assert await says(await connect(proxy), b"d") == b"d"
    assert echo.heard == b"ad"


async def test_cut_after_so_many_bytes_of_which_the_client_hears_nothing(
    proxy: Proxy, echo: Echo
) -> None:
    ends = await connect(proxy)
    proxy.cut_after(5)
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await says(ends, b"1234567")
    assert echo.heard == b"12345"
    assert await says(await connect(proxy), b"8") == b"8"


async def test_delay_and_throttle_take_their_time(proxy: Proxy) -> None:
    ends = await connect(proxy)
    proxy.delay = 0.1
    began = time.monotonic()
    await says(ends, b"a")
    assert time.monotonic() - began > 0.2
    proxy.delay, proxy.throttle = 0.0, 10_000
    began = time.monotonic()
    await says(ends, b"x" * 2_000)
    assert time.monotonic() - began > 0.3


async def test_a_server_that_is_away_ends_the_connection(proxy: Proxy, echo: Echo) -> None:
    proxy.upstream = 1
    reader, _ = await connect(proxy)
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await asyncio.wait_for(reader.readexactly(1), 2)
