"""The second reference of B4: the barest chain that keeps the same promises.

A row and a notice in the producer's transaction; a loop that the notice wakes reads what is there,
has it confirmed by a quorum queue and marks it, while it reads on; a consumer takes what has
arrived, writes a row and moves a cursor for each in one transaction, tells of it at commit, and
then acknowledges. Nothing is read into types, put in order, folded, counted or traced, and all of
it is one process.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import aio_pika
import asyncpg
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from pamqp.common import FieldTable

from benchmarks import bare
from benchmarks.events import Said

QUEUE = "bare-chain"

OUTBOX = """
    CREATE SCHEMA bare;
    CREATE TABLE bare.outbox (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        event_id uuid NOT NULL, type text NOT NULL, body bytea NOT NULL, published_at timestamptz
    );
    CREATE INDEX unpublished ON bare.outbox (position) WHERE published_at IS NULL;
"""
LOG = """
    CREATE SCHEMA bare;
    CREATE TABLE bare.log (event_id uuid PRIMARY KEY, body bytea NOT NULL);
    CREATE TABLE bare.cursors (source text PRIMARY KEY, sequence bigint NOT NULL);
"""

SAY = """
    WITH said AS (INSERT INTO bare.outbox (event_id, type, body) VALUES ($1, $2, $3))
    SELECT pg_notify('bare_outbox', '')
"""
UNPUBLISHED = """
    SELECT position, event_id, type, body FROM bare.outbox
    WHERE published_at IS NULL AND position <> ALL($1) ORDER BY position LIMIT 500
"""
PUBLISHED = "UPDATE bare.outbox SET published_at = now() WHERE position = ANY($1)"
APPLY = """
    WITH logged AS (
        INSERT INTO bare.log (event_id, body) SELECT * FROM unnest($1::uuid[], $2::bytea[])
    ),
    moved AS (
        INSERT INTO bare.cursors AS known (source, sequence) SELECT unnest($3::text[]), 1
        ON CONFLICT (source) DO UPDATE SET sequence = known.sequence + 1
    )
    SELECT pg_notify('bare_log', told) FROM unnest($3::text[]) AS told
"""


@dataclass(frozen=True, slots=True)
class Chain:
    """One running chain; ``seen`` has when each event was told of."""

    producer: asyncpg.Pool
    outbox: asyncpg.Connection
    marks: asyncpg.Pool
    log: asyncpg.Connection
    channel: AbstractChannel
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    seen: dict[UUID, float] = field(default_factory=dict)

    async def say(self, said: Said) -> None:
        """Commits one event."""
        await self.producer.execute(SAY, said.event_id, said.type, said.body)

    async def relay(self) -> None:
        """Publishes what was committed, for as long as its task runs."""
        await self.outbox.add_listener("bare_outbox", lambda *_: self.woken.set())
        in_flight: set[int] = set()
        async with asyncio.TaskGroup() as flights:
            while True:
                await self.woken.wait()
                self.woken.clear()
                rows = await self.outbox.fetch(UNPUBLISHED, list(in_flight))
                if rows:
                    in_flight |= {row["position"] for row in rows}
                    flights.create_task(self._publish(rows, in_flight))

    async def _publish(self, rows: Sequence[asyncpg.Record], in_flight: set[int]) -> None:
        await asyncio.gather(
            *(
                self.channel.default_exchange.publish(_message_of(row), QUEUE, mandatory=False)
                for row in rows
            )
        )
        positions = [row["position"] for row in rows]
        await self.marks.execute(PUBLISHED, positions)
        in_flight.difference_update(positions)

    async def consume(self) -> None:
        """Applies what arrives, for as long as its task runs."""
        arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
        queue = await self.channel.get_queue(QUEUE)
        await queue.consume(arrived.put)
        while True:
            batch = [await arrived.get()]
            while not arrived.empty():
                batch.append(arrived.get_nowait())
            ids = [message.message_id or "" for message in batch]
            bodies = [message.body for message in batch]
            await self.log.execute(APPLY, [UUID(one) for one in ids], bodies, ids)
            await batch[-1].ack(multiple=True)

    def told(self, _: object, __: int, ___: str, event_id: object) -> None:
        """An event is there to be seen."""
        self.seen[UUID(str(event_id))] = time.perf_counter()


def _message_of(row: asyncpg.Record) -> aio_pika.Message:
    message = bare.message_of(Said(row["event_id"], "", 0, row["type"], row["body"]))
    message.user_id = None
    return message


@asynccontextmanager
async def running(producer: str, consumer: str, broker: str) -> AsyncIterator[Chain]:
    """The chain from one database to another, at work."""
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(asyncpg.create_pool(producer, max_size=20))
        # Marks need not wait for the disk, as with ours.
        lazy = asyncpg.create_pool(producer, server_settings={"synchronous_commit": "off"})
        marks = await stack.enter_async_context(lazy)
        outbox, log, listening = [
            await stack.enter_async_context(_connected(url))
            for url in (producer, consumer, consumer)
        ]
        await outbox.execute(OUTBOX)
        await log.execute(LOG)
        channel = await stack.enter_async_context(bare.channel(broker))
        await channel.set_qos(prefetch_count=bare.PREFETCH)
        quorum: FieldTable = {"x-queue-type": "quorum"}
        await channel.declare_queue(QUEUE, durable=True, arguments=quorum)
        chain = Chain(pool, outbox, marks, log, channel)
        await listening.add_listener("bare_log", chain.told)
        # Where one of the two fails, the measurement ends with its error.
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work) for work in (chain.relay(), chain.consume())]
            yield chain
            for task in tasks:
                task.cancel()


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()
