"""B1: from events committed in the outbox to their confirmation by the broker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
from civic_contracts.topology import EVENTS, inbox_of
from ideas.app import SERVICE as IDEAS
from servicekit.database import create_engine
from servicekit.messaging.relay import Relay
from servicekit.operations.migrating import migrate

from benchmarks import bare
from benchmarks.comparing import Line, by_turns, rates
from benchmarks.events import SERVICE, Said, said
from benchmarks.profiling import Profile, profiled
from benchmarks.servers import Servers, servers

EVENTS_A_RUN = 10_000
LOOK_SECONDS = 0.01

COLUMNS = ("event_id", "source", "sequence", "type", "body")
LAST = "SELECT max(position) FROM kit.outbox"
IS_PUBLISHED = "SELECT published_at IS NOT NULL FROM kit.outbox WHERE position = $1"
UNPUBLISHED = "SELECT count(*) FROM kit.outbox WHERE published_at IS NULL"
HEARERS = tuple(inbox_of(service) for service in ("budgets", "volunteers", "reporting"))


@dataclass(frozen=True, slots=True)
class RelayBench:
    """A running relay on a database of its own, and the bare publisher beside it."""

    servers: Servers
    database: asyncpg.Connection
    events: Sequence[Said]

    async def ours(self) -> float:
        """Events a second from just before COMMIT until all of them are marked as published."""
        await self.clear()
        return await self.relay()

    async def relay(self) -> float:
        """The same, of an outbox and queues that are empty."""
        async with self.database.transaction():
            await self.database.copy_records_to_table(
                "outbox", schema_name="kit", columns=COLUMNS, records=self.events
            )
            last = await self.database.fetchval(LAST)
            await self.database.execute("NOTIFY civic_outbox")
            began = time.perf_counter()
        while not await self.database.fetchval(IS_PUBLISHED, last):
            await asyncio.sleep(LOOK_SECONDS)
        seconds = time.perf_counter() - began
        assert await self.database.fetchval(UNPUBLISHED) == 0
        return len(self.events) / seconds

    async def reference(self) -> float:
        """Events a second by bare aio-pika, to the same exchange and so the same queues."""
        await self.clear()
        async with bare.channel(self.servers.vhost.url(SERVICE)) as channel:
            exchange = await channel.get_exchange(EVENTS, ensure=False)
            began = time.perf_counter()
            await bare.publish_all(exchange, self.events)
            return len(self.events) / (time.perf_counter() - began)

    async def clear(self) -> None:
        """An empty outbox, empty queues."""
        await self.database.execute("TRUNCATE kit.outbox")
        await self.servers.purge(*HEARERS)


@asynccontextmanager
async def running(*, narrow: bool, events: int = EVENTS_A_RUN) -> AsyncIterator[RelayBench]:
    """The servers with an active relay; ``narrow`` has events reach a single queue."""
    async with servers() as found:
        if narrow:
            await found.narrow(inbox_of("reporting"))
        url = await found.postgres.database()
        await migrate(url, IDEAS.migrations)
        engine = create_engine(url, connections=5, service=SERVICE)
        relay = asyncio.create_task(Relay(engine, found.vhost.url(SERVICE), SERVICE).run())
        database = await asyncpg.connect(url.plain)
        try:
            yield RelayBench(found, database, said(events))
        finally:
            relay.cancel()
            await asyncio.gather(relay, return_exceptions=True)
            await database.close()
            await engine.dispose()


async def run() -> list[Line]:
    """B1: on one quorum queue, where the client is what counts, and on all of them as deployed."""
    lines = []
    for code, narrow, events in (("B1", True, EVENTS_A_RUN), ("B1 as deployed", False, 5_000)):
        async with running(narrow=narrow, events=events) as bench:
            pair = await by_turns(bench.ours, bench.reference)
        where = "one quorum queue" if narrow else "three quorum queues and the archive"
        lines.append(
            rates(
                code,
                f"relay: committed events to broker-confirmed and marked, on {where}",
                "bare aio-pika, 500 confirms in flight",
                pair,
                at_least=0.9,
                aim=", aim 1.1 ×",
            )
        )
    return lines


async def profile() -> Profile:
    """Where B1's time goes."""
    async with running(narrow=True) as bench:
        return await profiled(bench.relay, bench.servers.processes, prepare=bench.clear)
