"""The relay: carries committed events from the outbox to the broker, each until it is confirmed.

One relay is active per service; another process of the same service stands by on the advisory
lock and takes over when the first one's connection to the database ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from aiormq import Channel
from civic_contracts.envelope import CONTENT_TYPE
from civic_contracts.naming import routing_key_of
from civic_contracts.topology import EVENTS
from pamqp.commands import Basic
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from servicekit.crash_points import crash_point
from servicekit.database import is_temporary
from servicekit.messaging.link import LOST, Link, LinkLost, keep_linked
from servicekit.messaging.measures import NOT_CONFIRMED, RELAYED
from servicekit.messaging.origin import user_of

log = structlog.get_logger(__name__)

BATCH = 1000
CONFIRM_SECONDS = 10
POLL_SECONDS = 1.0
RELAY_LOCK = 0x72656C6179

TAKE_LOCK = text("SELECT pg_try_advisory_lock(:key)")

UNPUBLISHED = text("""
    SELECT position, recorded_at, event_id, type, body FROM kit.outbox
    WHERE published_at IS NULL ORDER BY position LIMIT :limit
""")

# Partitions are found by recorded_at, rows by position.
PUBLISHED = text("""
    UPDATE kit.outbox SET published_at = clock_timestamp()
    WHERE position = ANY(cast(:positions AS bigint[]))
      AND recorded_at BETWEEN :first AND :last AND published_at IS NULL
""")


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
        while not (await session.execute(TAKE_LOCK, {"key": RELAY_LOCK})).scalar_one():
            await asyncio.sleep(POLL_SECONDS)  # another process's lock wakes nobody here
        log.info("relay.active", service=self.service)

    async def _serve(self, session: AsyncConnection) -> None:
        wake = asyncio.Event()

        def notified(*_: object) -> None:
            wake.set()

        driver = (await session.get_raw_connection()).driver_connection
        if not isinstance(driver, asyncpg.Connection):
            raise TypeError("the relay listens through asyncpg")
        await driver.add_listener("civic_outbox", notified)

        async def use(link: Link) -> None:
            await self._publish_all(link, session, wake)

        await keep_linked(self.broker_url, name=f"{self.service}-relay", use=use)

    async def _publish_all(self, link: Link, session: AsyncConnection, wake: asyncio.Event) -> None:
        channel = await link.channel()
        while not link.lost.is_set():
            wake.clear()
            rows = (await session.execute(UNPUBLISHED, {"limit": BATCH})).all()
            if not rows:
                with suppress(TimeoutError):
                    await asyncio.wait_for(wake.wait(), POLL_SECONDS)
                continue
            crash_point("S5")
            confirmed = await self._publish(channel, rows)
            crash_point("S7")
            await self._mark(session, confirmed)
            if len(confirmed) < len(rows):
                raise LinkLost(f"{len(rows) - len(confirmed)} events were not confirmed")

    async def _publish(self, channel: Channel, rows: Sequence[Row[Any]]) -> list[Row[Any]]:
        """Publishes a batch with all confirms in flight; returns the rows that were confirmed."""
        sends = [self._send(channel, row) for row in rows]
        answers = await asyncio.gather(*sends, return_exceptions=True)
        confirmed = []
        for row, answer in zip(rows, answers, strict=True):
            if isinstance(answer, Basic.Ack):
                confirmed.append(row)
            elif isinstance(answer, BaseException) and not isinstance(answer, LOST):
                raise answer
        RELAYED.inc(len(confirmed))
        NOT_CONFIRMED.inc(len(rows) - len(confirmed))
        return confirmed

    async def _send(self, channel: Channel, row: Row[Any]) -> object:
        answer = await channel.basic_publish(
            row.body,
            exchange=EVENTS,
            routing_key=routing_key_of(row.type),
            properties=properties_of(row.event_id, row.type, self.service, self.user),
            timeout=CONFIRM_SECONDS,
            wait=False,
        )
        crash_point("S6")
        return answer

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
