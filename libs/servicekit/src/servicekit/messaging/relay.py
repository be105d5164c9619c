"""The relay: carries committed events from the outbox to the broker, each until it is confirmed.

Batches are in flight one behind the other: the next is read and sent while the broker makes sure of
the last. What is marked is what was confirmed, and only that.

One relay is active per service; another process of the same service stands by on the advisory
lock and takes over when the first one's connection to the database ends.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import structlog
from civic_contracts.envelope import CONTENT_TYPE
from civic_contracts.naming import routing_key_of
from civic_contracts.topology import EVENTS
from pamqp.commands import Basic
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from servicekit import tracing
from servicekit.crash_points import crash_point
from servicekit.database import SILENT_SECONDS, is_temporary
from servicekit.messaging.link import Link, LinkLost, keep_linked
from servicekit.messaging.measures import NOT_CONFIRMED, RELAYED
from servicekit.messaging.origin import user_of
from servicekit.messaging.publishing import Outgoing, Publisher, confirmed

log = structlog.get_logger(__name__)

BATCH = 500
IN_FLIGHT = 1500
CONFIRM_SECONDS = 10
POLL_SECONDS = 1.0
RELAY_LOCK = 0x72656C6179

TAKE_LOCK = text("SELECT pg_try_advisory_lock(:key)")

# The active relay asks every second. One that is frozen keeps its connection and would keep its
# lock for as long; woken, it finds its session gone, and what it repeats is known by its place.
END_IF_SILENT = text("SELECT set_config('idle_session_timeout', :milliseconds, false)")

# A position that is not here yet may still come, from a transaction that took it and goes on. So
# what is in flight is left out by name and not by a bound.
UNPUBLISHED = text("""
    SELECT position, recorded_at, event_id, type, body FROM kit.outbox
    WHERE published_at IS NULL
      AND position NOT IN (SELECT unnest(cast(:in_flight AS bigint[])))
    ORDER BY position LIMIT :limit
""")

# A mark that a crash of the server takes back has an event sent again, which consumers know by its
# place: marks need not wait for the disk.
MARKS_MAY_BE_LOST = text("SET synchronous_commit = off")

# Partitions are found by recorded_at, rows by position.
PUBLISHED = text("""
    UPDATE kit.outbox SET published_at = clock_timestamp()
    WHERE position = ANY(cast(:positions AS bigint[]))
      AND recorded_at BETWEEN :first AND :last AND published_at IS NULL
""")


class Flight(NamedTuple):
    """A batch on its way; ``landing`` ends with those of its rows that the broker confirmed."""

    rows: Sequence[Row[Any]]
    landing: asyncio.Task[list[Row[Any]]]


class Waking:
    """What the relay waits for; ``news`` says that the outbox may hold what it has not seen.

    A batch that has landed wakes it too, but is no reason to look into the outbox again.
    """

    def __init__(self) -> None:
        self.wake = asyncio.Event()
        self.news = False

    def notify(self) -> None:
        """Something was committed to the outbox, or may have been."""
        self.news = True
        self.wake.set()

    async def wait(self) -> None:
        """Returns when there is something to do; a second without a word counts as news."""
        # Not wait_for, which loses a cancellation that comes together with the waking.
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self.wake.wait()
        except TimeoutError:
            self.notify()


class Relay:
    """Publishes what a service's outbox holds, for as long as its task runs."""

    def __init__(self, engine: AsyncEngine, broker_url: str, service: str) -> None:
        self.engine = engine
        self.broker_url = broker_url
        self.service = service
        self.user = user_of(broker_url)

    async def run(self) -> None:
        """Stands by, becomes the active relay, publishes; starts over when anything is lost."""
        while True:
            try:
                async with self.engine.connect() as connection:
                    # The lock belongs to the session, so no transaction needs to stay open.
                    session = await connection.execution_options(isolation_level="AUTOCOMMIT")
                    try:
                        await self._stand_by(session)
                        await self._serve(session)
                    finally:
                        # Back in the pool, the session would go on holding the lock.
                        await session.invalidate()
            except Exception as error:
                if not is_temporary(error):
                    raise
                log.warning("relay.database_away", error=repr(error))
                await asyncio.sleep(0.5)

    async def _stand_by(self, session: AsyncConnection) -> None:
        await session.execute(MARKS_MAY_BE_LOST)
        await session.execute(END_IF_SILENT, {"milliseconds": str(SILENT_SECONDS * 1000)})
        while not (await session.execute(TAKE_LOCK, {"key": RELAY_LOCK})).scalar_one():
            await asyncio.sleep(POLL_SECONDS)  # another process's lock wakes nobody here
        log.info("relay.active", service=self.service)

    async def _serve(self, session: AsyncConnection) -> None:
        waking = Waking()
        driver = (await session.get_raw_connection()).driver_connection
        if not isinstance(driver, asyncpg.Connection):
            raise TypeError("the relay listens through asyncpg")
        await driver.add_listener("civic_outbox", lambda *_: waking.notify())

        async def use(link: Link) -> None:
            await self._publish_all(link, session, waking)

        await keep_linked(self.broker_url, name=f"{self.service}-relay", use=use)

    async def _publish_all(self, link: Link, session: AsyncConnection, waking: Waking) -> None:
        channel = await link.channel()
        publisher = Publisher(channel, EVENTS, self._properties)
        flights: deque[Flight] = deque()
        waking.notify()
        try:
            while not link.lost.is_set():
                waking.wake.clear()
                while flights and flights[0].landing.done():
                    await self._land(session, flights.popleft())
                rows = await self._unpublished(session, flights, waking)
                if rows:
                    crash_point("S5")
                    landing = asyncio.create_task(self._publish(publisher, rows))
                    landing.add_done_callback(lambda _: waking.wake.set())
                    flights.append(Flight(rows, landing))
                else:
                    await waking.wait()
        finally:
            for flight in flights:
                flight.landing.cancel()

    async def _unpublished(
        self, session: AsyncConnection, flights: Sequence[Flight], waking: Waking
    ) -> Sequence[Row[Any]]:
        """The next batch; none without news, or while as many events are in flight as may be."""
        in_flight = [row.position for flight in flights for row in flight.rows]
        if not waking.news or len(in_flight) >= IN_FLIGHT:
            return ()
        # Before it is asked for: a notice that comes meanwhile is news again.
        waking.news = False
        found = await session.execute(UNPUBLISHED, {"limit": BATCH, "in_flight": in_flight})
        rows = found.all()
        waking.news |= len(rows) == BATCH
        return rows

    async def _publish(self, publisher: Publisher, rows: Sequence[Row[Any]]) -> list[Row[Any]]:
        """Publishes a batch with all confirms in flight; returns the rows that were confirmed."""
        messages = [
            Outgoing(row.event_id, row.type, routing_key_of(row.type), row.body) for row in rows
        ]
        with tracing.publishing(rows):
            async with asyncio.timeout(CONFIRM_SECONDS):
                confirms = await publisher.send(messages)
            crash_point("S6")
            answers = await confirmed(publisher.channel, confirms, seconds=CONFIRM_SECONDS)
        return [row for row, answer in zip(rows, answers, strict=True) if answer]

    async def _land(self, session: AsyncConnection, flight: Flight) -> None:
        """Marks what was confirmed of a batch that is answered; ``LinkLost`` if not all was."""
        confirmed_rows = await flight.landing
        crash_point("S7")
        missing = len(flight.rows) - len(confirmed_rows)
        RELAYED.inc(len(confirmed_rows))
        NOT_CONFIRMED.inc(missing)
        await self._mark(session, confirmed_rows)
        if missing:
            raise LinkLost(f"{missing} events were not confirmed")

    async def _mark(self, session: AsyncConnection, rows: Sequence[Row[Any]]) -> None:
        if rows:
            await session.execute(
                PUBLISHED,
                {
                    "positions": [row.position for row in rows],
                    "first": min(row.recorded_at for row in rows),
                    "last": max(row.recorded_at for row in rows),
                },
            )

    def _properties(self, message_id: UUID, kind: str) -> Basic.Properties:
        return properties_of(message_id, kind, self.service, self.user)


def properties_of(message_id: UUID, kind: str, service: str, user: str) -> Basic.Properties:
    """The AMQP properties of every event: it outlives the broker, and the broker vouches for us."""
    return Basic.Properties(
        content_type=CONTENT_TYPE,
        delivery_mode=2,
        message_id=str(message_id),
        message_type=kind,
        app_id=service,
        user_id=user,
    )
