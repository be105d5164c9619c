"""What is heard of one source comes in its order, what is heard of several in any: no matter."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest
from civic_contracts.envelope import Event
from reporting.projections.fold import TABLES
from reporting.testing import Bench, Stream
from servicekit import Received
from sqlalchemy import text

pytestmark = pytest.mark.stack

EVENTS = 300


def interleaved(batch: Sequence[Received[Event]], seed: int) -> list[Received[Event]]:
    """The same events in another order, each source's still in its own."""
    waiting: dict[str, list[Received[Event]]] = defaultdict(list)
    for received in batch:
        waiting[received.envelope.source].append(received)
    order = [received.envelope.source for received in batch]
    random.Random(seed).shuffle(order)
    return [waiting[source].pop(0) for source in order]


async def rows_of_everything(bench: Bench) -> dict[str, set[str]]:
    return {
        table: {
            row.row for row in await bench.rows(f"SELECT t::text AS row FROM live.{table} AS t")
        }
        for table in TABLES
    }


async def empty(bench: Bench) -> None:
    tables = ", ".join(f"live.{table}" for table in TABLES)
    async with bench.work.engine.begin() as connection:
        await connection.execute(text(f"TRUNCATE event_log, public_texts, {tables}"))


@pytest.mark.parametrize("seed", range(3))
async def test_any_order_of_sources_comes_to_the_same(bench: Bench, seed: int) -> None:
    stream = Stream(seed)
    batch = [bench.received(stream.next()) for _ in range(EVENTS)]
    await bench.take(batch)
    first = await rows_of_everything(bench)
    assert sum(len(rows) for rows in first.values()) > 100
    for other in range(3):
        await empty(bench)
        again = interleaved(batch, other)
        for start in range(0, EVENTS, 60):
            await bench.take(again[start : start + 60])
        assert await rows_of_everything(bench) == first


async def test_two_batches_at_once_lose_nothing(bench: Bench) -> None:
    """As when held events are tried again while others come in: the same rows, two transactions."""
    stream = Stream(4)
    batch = [bench.received(stream.next()) for _ in range(EVENTS)]
    await bench.take(batch)
    first = await rows_of_everything(bench)
    await empty(bench)
    by_source: dict[str, list[Received[Event]]] = defaultdict(list)
    for received in batch:
        by_source[received.envelope.source].append(received)
    halves: tuple[list[Any], list[Any]] = ([], [])
    for number, some in enumerate(by_source.values()):
        halves[number % 2].extend(some)

    async def play(half: list[Any]) -> None:
        for start in range(0, len(half), 10):
            await bench.take(half[start : start + 10])

    await asyncio.gather(*(play(half) for half in halves))
    assert await rows_of_everything(bench) == first
    positions = await bench.rows("SELECT count(*) AS events FROM event_log")
    assert positions[0].events == EVENTS
