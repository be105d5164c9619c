"""The reference of B3: an idempotent FastStream handler as it is usually written."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import date

from faststream import AckPolicy
from faststream.rabbit import Channel, RabbitBroker, RabbitQueue
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

AT_ONCE = 20

KNOW = text("""
    INSERT INTO known (source, sequence) VALUES (:source, :sequence)
    ON CONFLICT DO NOTHING RETURNING sequence
""")
LOG = text("""
    INSERT INTO entries (source, sequence, type, occurred_on)
    VALUES (:source, :sequence, :type, :day)
""")
COUNT = text("""
    INSERT INTO subjects AS known (source, events, latest) VALUES (:source, 1, :day)
    ON CONFLICT (source) DO UPDATE SET events = known.events + 1,
        latest = greatest(known.latest, excluded.latest)
""")


async def consume_all(url: str, queue: str, database_url: str, events: int) -> float:
    """Takes so many messages, a transaction each; returns the seconds that took."""
    engine = create_async_engine(database_url, pool_size=AT_ONCE)
    broker = RabbitBroker(url, logger=None)
    done = asyncio.Event()
    taken = 0

    @broker.subscriber(
        RabbitQueue(queue, declare=False),
        channel=Channel(prefetch_count=AT_ONCE),
        ack_policy=AckPolicy.REJECT_ON_ERROR,
    )
    async def handle(body: bytes) -> None:
        nonlocal taken
        await _apply(engine, json.loads(body))
        taken += 1
        if taken == events:
            done.set()

    try:
        async with broker:
            began = time.perf_counter()
            await broker.start()
            await done.wait()
            return time.perf_counter() - began
    finally:
        await engine.dispose()


async def _apply(engine: AsyncEngine, event: dict[str, object]) -> None:
    data = event["data"]
    assert isinstance(data, dict)
    row = {"source": event["source"], "sequence": int(str(event["sequence"]))}
    row |= {"type": event["type"], "day": date.fromisoformat(data["occurred_on"])}
    async with engine.begin() as connection:
        if (await connection.execute(KNOW, row)).one_or_none() is not None:
            await connection.execute(LOG, row)
            await connection.execute(COUNT, row)
