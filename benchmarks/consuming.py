"""B2 and B3: taking events from a queue, each with its effect in PostgreSQL exactly once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
import civic_contracts
from civic_contracts.topology import REPLAY, inbox_of
from civic_stack.postgres import Dsn
from pamqp.commands import Basic
from reporting.app import SERVICE as REPORTING
from servicekit.database import create_engine
from servicekit.messaging.inbox import Inbox
from servicekit.messaging.link import open_link
from servicekit.messaging.publishing import Outgoing, Publisher, confirmed
from servicekit.messaging.reading import Delivery, Reader
from servicekit.messaging.relay import properties_of
from servicekit.messaging.subscriber import Subscriber
from servicekit.operations.migrating import migrate
from servicekit.unit_of_work import Work

from benchmarks import bare, one_by_one, writes
from benchmarks.comparing import Line, by_turns, rates
from benchmarks.events import SERVICE, Said, said
from benchmarks.profiling import Profile, profiled
from benchmarks.servers import Servers, servers

EVENTS_A_RUN = 8_000
EVENTS_A_RUN_ONE_BY_ONE = 1_000
QUEUE = inbox_of("reporting")
PREFETCH = 500  # what a service has by default


@dataclass(frozen=True, slots=True)
class Counting(Inbox):
    """The inbox, and ``done`` once so many events are committed."""

    events: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)
    committed: list[int] = field(default_factory=list)

    async def take(self, deliveries: Sequence[Delivery]) -> None:
        """Takes a batch and counts it."""
        await Inbox.take(self, deliveries)
        self.committed.append(len(deliveries))
        if sum(self.committed) >= self.events:
            self.done.set()


@dataclass(frozen=True, slots=True)
class ConsumerBench:
    """A queue with a backlog, and those who may take it."""

    servers: Servers
    database_url: Dsn
    database: asyncpg.Connection
    work: Work
    events: Sequence[Said]

    async def ours(self) -> float:
        """Events a second with the kit's subscriber and inbox, until all are committed."""
        await self.fill(self.events)
        return await self.take()

    async def take(self) -> float:
        """The same, of a queue that was filled before."""
        inbox = Counting(
            self.work, Reader(civic_contracts.parse), writes.HANDLERS, len(self.events)
        )
        url = self.servers.vhost.url("reporting")
        subscriber = Subscriber(inbox, url, QUEUE, prefetch=PREFETCH)
        running = asyncio.create_task(subscriber.run())
        try:
            await subscriber.consuming.wait()
            began = time.perf_counter()
            await inbox.done.wait()
            seconds = time.perf_counter() - began
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        await writes.assert_once(self.database, len(self.events))
        return len(self.events) / seconds

    async def without_database(self) -> float:
        """Events a second with bare aio-pika, acknowledged one by one, and nothing done."""
        await self.fill(self.events)
        url = self.servers.vhost.url("reporting")
        seconds = await bare.consume_all(url, QUEUE, len(self.events))
        return len(self.events) / seconds

    async def commit_each(self) -> float:
        """Events a second with a FastStream handler that commits each."""
        events = self.events[:EVENTS_A_RUN_ONE_BY_ONE]
        await self.fill(events)
        url = self.servers.vhost.url("reporting")
        seconds = await one_by_one.consume_all(url, QUEUE, self.database_url, len(events))
        await writes.assert_once(self.database, len(events))
        return len(events) / seconds

    async def fill(self, events: Sequence[Said] = ()) -> None:
        """A queue with these events, or all there are, and empty tables."""
        await self.database.execute(writes.EMPTY)
        await self.servers.purge(QUEUE)
        url = self.servers.vhost.url(SERVICE)
        async with open_link(url, name="benchmarks") as link:
            # The way of an answer to a request for history: into this queue and no other.
            publisher = Publisher(await link.channel(), REPLAY, _properties)
            messages = [
                Outgoing(one.event_id, one.type, f"to.reporting.{one.routing_key}", one.body)
                for one in events or self.events
            ]
            confirms = await publisher.send(messages)
            assert all(await confirmed(publisher.channel, confirms, seconds=60))


def _properties(message_id: UUID, kind: str) -> Basic.Properties:
    return properties_of(message_id, kind, SERVICE, SERVICE)


@asynccontextmanager
async def prepared(events: int = EVENTS_A_RUN) -> AsyncIterator[ConsumerBench]:
    """The servers, with a database that has the kit's tables and the consumers'."""
    async with servers() as found:
        url = await found.postgres.database()
        await migrate(url, REPORTING.migrations)
        engine = create_engine(url, connections=5, service="reporting")
        database = await asyncpg.connect(url.plain)
        try:
            await database.execute(writes.TABLES)
            work = Work("reporting", engine, None)
            yield ConsumerBench(found, url, database, work, said(events))
        finally:
            await database.close()
            await engine.dispose()


async def run_beside_bare() -> list[Line]:
    """B2."""
    async with prepared() as bench:
        pair = await by_turns(bench.ours, bench.without_database)
    return [
        rates(
            "B2",
            "subscriber and inbox: a log entry and a projection in PostgreSQL exactly once",
            "bare aio-pika, acknowledging one by one, no database",
            pair,
            at_least=0.8,
            aim=", aim 1.2 ×",
        )
    ]


async def run_beside_one_by_one() -> list[Line]:
    """B3."""
    async with prepared() as bench:
        pair = await by_turns(bench.ours, bench.commit_each)
    return [
        rates(
            "B3",
            "subscriber and inbox: the same",
            "FastStream handler with an inbox, 20 at once, the same writes, a commit each",
            pair,
            at_least=8,
            aim="",
        )
    ]


async def profile() -> Profile:
    """Where B2's time goes."""
    async with prepared() as bench:
        return await profiled(bench.take, bench.servers.processes, prepare=bench.fill)
