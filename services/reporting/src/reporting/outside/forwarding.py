"""Keeping outside subscribers served from the archive: a task of the jobs role."""

from __future__ import annotations

import asyncio

import structlog
from servicekit.database import is_temporary
from servicekit.messaging.forwarding import Forwarder
from servicekit.process import Process
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from reporting.settings import ReportingSettings

log = structlog.get_logger(__name__)

# One process forwards; another one of the same service stands by.
FORWARDING_LOCK = 0x666F7277
STAND_BY_SECONDS = 1.0

LOAD = text("SELECT archive_offset FROM forwarding WHERE subscriber = :subscriber")

# The archive may have been made anew, and then counts from the beginning.
STORE = text("""
    INSERT INTO forwarding (subscriber, archive_offset) VALUES (:subscriber, :offset)
    ON CONFLICT (subscriber) DO UPDATE
    SET archive_offset = excluded.archive_offset, forwarded_at = now()
""")


class KeptOffsets:
    """The offsets in this service's database; operational state, no part of any read model."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def load(self, subscriber: str) -> int | None:
        """The offset of the last event that the subscriber has, or None."""
        async with self.engine.connect() as connection:
            found = await connection.execute(LOAD, {"subscriber": subscriber})
            offset: int | None = found.scalar_one_or_none()
            return offset

    async def store(self, subscriber: str, offset: int) -> None:
        """Remembers the offset of the last event that the subscriber has."""
        async with self.engine.begin() as connection:
            await connection.execute(STORE, {"subscriber": subscriber, "offset": offset})


async def forward(process: Process) -> None:
    """Forwards to the subscribers that the settings name; waits where they name none."""
    settings = process.settings
    if not isinstance(settings, ReportingSettings) or settings.forwarder_url is None:
        await asyncio.Event().wait()
        return
    forwarder = Forwarder(
        settings.forwarder_url.get_secret_value(),
        settings.subscribers,
        KeptOffsets(process.engine),
    )
    while True:
        try:
            await _forward_alone(process.engine, forwarder)
        except* Exception as errors:
            unexpected = errors.split(is_temporary)[1]
            if unexpected is not None:
                raise unexpected from None
            log.warning("forwarder.database_away", error=repr(errors.exceptions[0]))
        await asyncio.sleep(STAND_BY_SECONDS)


async def _forward_alone(engine: AsyncEngine, forwarder: Forwarder) -> None:
    async with engine.connect() as connection:
        session = await connection.execution_options(isolation_level="AUTOCOMMIT")
        try:
            await _stand_by(session)
            async with asyncio.TaskGroup() as group:
                group.create_task(forwarder.run(), name="forward")
                group.create_task(_keep(session), name="forwarding-lock")
        finally:
            # Back in the pool, the session would go on holding the lock.
            await session.invalidate()


async def _stand_by(session: AsyncConnection) -> None:
    take = text("SELECT pg_try_advisory_lock(:key)")
    while not (await session.execute(take, {"key": FORWARDING_LOCK})).scalar_one():
        await asyncio.sleep(STAND_BY_SECONDS)


async def _keep(session: AsyncConnection) -> None:
    """Notices when the session that holds the lock has ended: another process then forwards."""
    while True:
        await asyncio.sleep(STAND_BY_SECONDS)
        await session.execute(text("SELECT 1"))
