"""Folding the whole log anew beside the live read models, while these go on.

The log is read a batch at a time, each folded in a transaction of its own, so that memory and
transactions stay small. The last step takes the turn of the live fold for a moment: long enough
to catch up, and to take the view of the database in which both are compared, or to swap them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from reporting.log import facts
from reporting.log.routes import LAST_POSITION
from reporting.log.tables import WRITING
from reporting.projections.fold import HEARD, fold
from reporting.rebuild import shadow
from reporting.rebuild.comparing import Difference, differences

BATCH = 5000

# Events read at a time. While one such piece is turned into events, which keeps this process busy,
# the database goes on with the batch that is being folded.
PIECE = 500

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rebuild found: how many events it folded, up to where, and what differs."""

    events: int
    position: int
    seconds: float
    differs: list[Difference]


class Rebuild:
    """One rebuild of the read models of one database; ``say`` hears how it goes."""

    def __init__(self, engine: AsyncEngine, *, batch: int = BATCH, say: Say = print) -> None:
        self.engine = engine
        self.batch = batch
        self.say = say
        self.position = 0
        self.events = 0

    async def run(self, *, swap: bool = False) -> Outcome:
        """Rebuilds and compares; with ``swap`` the rebuilt ones then take the live ones' place."""
        began = time.monotonic()
        async with self.engine.begin() as connection:
            await shadow.make(connection)
        await self._fill()
        differs = await self._compare()
        if swap:
            async with self._turn():
                await self._fill()
                async with self.engine.begin() as connection:
                    await shadow.swap(connection)
        else:
            async with self.engine.begin() as connection:
                await shadow.drop(connection)
        return Outcome(self.events, self.position, time.monotonic() - began, differs)

    async def _fill(self) -> None:
        """Folds what the log holds behind the position reached so far."""
        coming = asyncio.create_task(self._read(self.position))
        try:
            while (batch := await coming).events:
                # The next batch is read while this one is folded.
                coming = asyncio.create_task(self._read(batch.end))
                async with self.engine.begin() as connection:
                    await shadow.enter(connection)
                    await fold(connection, batch.facts)
                self.position = batch.end
                self.events += batch.events
                self.say(f"{self.events:,} events, position {self.position:,}")
        finally:
            coming.cancel()

    async def _read(self, after: int) -> facts.Stretch:
        """The next batch behind a position; without events at the end of the log."""
        read, end, found = 0, after, list[facts.Fact]()
        async with self.engine.connect() as connection:
            while read < self.batch:
                limit = min(PIECE, self.batch - read)
                piece = await facts.read(
                    connection, after=end, until=LAST_POSITION, limit=limit, heard=HEARD
                )
                read, end = read + piece.events, piece.end
                found += piece.facts
                if piece.events < limit:
                    break
        return facts.Stretch(read, end, found)

    async def _compare(self) -> list[Difference]:
        async with self.engine.connect() as connection:
            await connection.execute(
                text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            )
            async with self._turn():
                await self._fill()
                # The first query fixes what the transaction sees: both at the same position.
                await connection.execute(text("SELECT FROM live.figures LIMIT 1"))
            return await differences(connection)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """The turn to write the read models, over several transactions."""
        async with self.engine.connect() as connection:
            session = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await session.execute(text("SELECT pg_advisory_lock(:key)"), {"key": WRITING})
            try:
                yield
            finally:
                # Ends the session, and with it the turn, whatever has happened.
                await session.invalidate()
