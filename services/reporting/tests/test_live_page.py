"""Those who look on are told at most once a second, bounded in number, and let go at the end."""

from __future__ import annotations

import asyncio
import time

import pytest
from reporting.log.live import Live, TooManyListeners
from reporting.testing import Bench, samples
from sqlalchemy import text

pytestmark = pytest.mark.stack


def live(bench: Bench, most: int = 10) -> Live:
    return Live(bench.work.engine, most=most, stopping=asyncio.Event())


# A session that listens asks for the end of the log, and then nothing more.
LISTENS = "state = 'idle' AND query LIKE '%FROM event_log ORDER BY position DESC LIMIT 1%'"


async def listening(bench: Bench, *, wanted: bool = True) -> None:
    """Until the one connection listens, or none does."""
    query = f"SELECT 1 FROM pg_stat_activity WHERE {LISTENS}"
    async with asyncio.timeout(10):
        while bool(await bench.rows(query)) is not wanted:
            await asyncio.sleep(0.05)


async def test_many_batches_are_told_at_most_once_a_second(bench: Bench) -> None:
    hub = live(bench)
    async with hub.listener() as grown:
        stream = hub.stream(grown)
        assert (await anext(stream)).startswith(b"retry:")
        first = asyncio.ensure_future(anext(stream))
        await listening(bench)
        began = time.monotonic()
        for event in samples()[:5]:
            await bench.hear(event)
        told = await asyncio.wait_for(first, 10)
        assert b"\ndata: " in told
        await bench.hear(samples()[6])
        second = await asyncio.wait_for(anext(stream), 10)
        assert time.monotonic() - began >= 1.0
        newest = await bench.rows("SELECT max(position) AS position FROM event_log")
        assert second == f"id: {newest[0].position}\ndata: {newest[0].position}\n\n".encode()


async def test_no_more_than_so_many_look_on(bench: Bench) -> None:
    hub = live(bench, most=2)
    async with hub.listener(), hub.listener():
        with pytest.raises(TooManyListeners):
            async with hub.listener():
                pass
    async with hub.listener():
        pass


async def test_it_ends_when_the_process_does(bench: Bench) -> None:
    hub = live(bench)
    async with hub.listener() as grown:
        stream = hub.stream(grown)
        await anext(stream)
        waiting = asyncio.ensure_future(anext(stream, None))
        await asyncio.sleep(0.1)
        hub.stopping.set()
        assert await asyncio.wait_for(waiting, 2) is None


async def test_after_the_last_one_nothing_listens(bench: Bench) -> None:
    hub = live(bench)
    async with hub.listener():
        await listening(bench)
    await listening(bench, wanted=False)


async def test_news_comes_again_after_the_connection_was_lost(bench: Bench) -> None:
    hub = live(bench)
    kill = text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {LISTENS}")
    async with hub.listener() as grown:
        await listening(bench)
        await bench.hear(samples()[0])
        await asyncio.wait_for(grown.wait(), 10)
        grown.clear()
        async with bench.work.engine.begin() as connection:
            await connection.execute(kill)
        # While nobody listens.
        await bench.hear(samples()[1])
        await asyncio.wait_for(grown.wait(), 10)
        newest = await bench.rows("SELECT max(position) AS position FROM event_log")
        assert hub.position == newest[0].position
