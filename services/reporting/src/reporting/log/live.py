"""Telling those who look on that the log has grown: server-sent events behind LISTEN and NOTIFY."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg
import structlog
from servicekit.database import is_temporary
from sqlalchemy.ext.asyncio import AsyncEngine

from reporting.log.tables import NEWEST

log = structlog.get_logger(__name__)

CHANNEL = "civic_log"
AT_MOST_EVERY_SECONDS = 1.0
HEARTBEAT_SECONDS = 15.0
AGAIN_SECONDS = 2.0


class TooManyListeners(Exception):
    """So many look on already that no more are taken."""


class Live:
    """Who looks on in one process, and the one connection to the database that wakes them.

    The connection is opened for the first of them and closed after the last.
    """

    def __init__(self, engine: AsyncEngine, *, most: int, stopping: asyncio.Event) -> None:
        self.engine = engine
        self.most = most
        self.stopping = stopping
        self.position = 0
        self._grown: set[asyncio.Event] = set()
        self._hearing: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def listener(self) -> AsyncIterator[asyncio.Event]:
        """An event that is set whenever the log has grown, for the time of the block.

        Raises :class:`TooManyListeners`.
        """
        if len(self._grown) >= self.most:
            raise TooManyListeners
        grown = asyncio.Event()
        self._grown.add(grown)
        if self._hearing is None or self._hearing.done():
            self._hearing = asyncio.create_task(self._hear(), name="live")
        try:
            yield grown
        finally:
            self._grown.discard(grown)
            if not self._grown and self._hearing is not None:
                self._hearing.cancel()
                self._hearing = None

    async def stream(self, grown: asyncio.Event) -> AsyncIterator[bytes]:
        """Server-sent events: the log's position when it grows, and a sign of life in between."""
        yield b"retry: 2000\n: looking on\n\n"
        while not self.stopping.is_set():
            if await self._grew(grown):
                grown.clear()
                yield f"id: {self.position}\ndata: {self.position}\n\n".encode()
                await self._pause(AT_MOST_EVERY_SECONDS)
            elif not self.stopping.is_set():
                yield b": still there\n\n"

    async def _grew(self, grown: asyncio.Event) -> bool:
        """Waits until the log has grown; False after a heartbeat's time, or at the end."""
        waits = {asyncio.create_task(grown.wait()), asyncio.create_task(self.stopping.wait())}
        try:
            await asyncio.wait(
                waits, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for wait in waits:
                wait.cancel()
        return grown.is_set() and not self.stopping.is_set()

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)

    async def _hear(self) -> None:
        while True:
            try:
                await self._hear_until_lost()
            except Exception as error:
                if not is_temporary(error):
                    raise
                log.warning("live.database_away", error=repr(error))
            await asyncio.sleep(AGAIN_SECONDS)

    def _tell(self, position: int) -> None:
        self.position = position
        for grown in self._grown:
            grown.set()

    async def _hear_until_lost(self) -> None:
        lost = asyncio.Event()

        def told(_: object, __: int, ___: str, position: object) -> None:
            self._tell(int(str(position)))

        async with self.engine.connect() as connection:
            session = await connection.execution_options(isolation_level="AUTOCOMMIT")
            driver = (await session.get_raw_connection()).driver_connection
            if not isinstance(driver, asyncpg.Connection):
                raise TypeError("news of the log comes through asyncpg")
            driver.add_termination_listener(lambda _: lost.set())
            await driver.add_listener(CHANNEL, told)
            try:
                # What came while nobody listened: nothing is told twice, and nothing left out.
                end = (await session.execute(NEWEST)).one_or_none()
                if end is not None and end.position > self.position > 0:
                    self._tell(end.position)
                await lost.wait()
            finally:
                # Back in the pool, the session would go on listening.
                await session.invalidate()
