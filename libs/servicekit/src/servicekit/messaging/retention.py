"""How long the outbox is kept: for ever, unless an operator says how many months.

History is dropped by whole months, and only where every event of the month has been sent. What is
dropped cannot be told again: a consumer that is new, or was restored, has to do without.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

log = structlog.get_logger(__name__)

MONTHS = text("""
    SELECT relname AS name,
        to_date(right(relname, 7), 'YYYY_MM') < date_trunc('month', now())
            - make_interval(months => :keep) AS old,
        pg_total_relation_size(pg_class.oid) AS bytes
    FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
    WHERE inhparent = 'kit.outbox'::regclass AND relname ~ '^outbox_[0-9]{4}_[0-9]{2}$'
    ORDER BY relname
""")


# Any number of processes keep house, and an operator may drop months beside them: who makes or
# drops one has seen what the one before has done.
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('kit.outbox_months'))")

STILL_THERE = text("SELECT to_regclass('kit.' || quote_ident(:name)) IS NOT NULL")


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the outbox; ``name`` is its table, ``old`` that it is older than is kept."""

    name: str
    old: bool
    bytes: int
    events: int
    unsent: int

    @property
    def droppable(self) -> bool:
        """Older than is kept, and everything in it was sent."""
        return self.old and self.unsent == 0


async def months(connection: AsyncConnection, keep: int) -> Sequence[Month]:
    """The months there are, oldest first, with how much is in each."""
    found = (await connection.execute(MONTHS, {"keep": keep})).all()
    return [await _month(connection, row.name, row.old, row.bytes) for row in found]


async def _month(connection: AsyncConnection, name: str, old: bool, size: int) -> Month:
    # Each by itself, so that an index will do: to read the rows takes longer than a statement may.
    # The names are those that the database itself gave in MONTHS: outbox_YYYY_MM.
    counted = text(
        f'SELECT (SELECT count(*) FROM kit."{name}"), '  # noqa: S608 - a name from the catalogue
        f'(SELECT count(*) FROM kit."{name}" WHERE published_at IS NULL)'
    )
    events, unsent = (await connection.execute(counted)).one()
    return Month(name, old, size, events, unsent)


Note = Callable[[AsyncConnection, Month], Awaitable[None]]


async def _nothing(_: AsyncConnection, __: Month) -> None:
    """Housekeeping leaves its word in the log."""


async def drop_old_months(engine: AsyncEngine, keep: int, note: Note = _nothing) -> list[Month]:
    """Drops each month that is older than ``keep`` whole months and was sent; returns them.

    Each in a transaction of its own, which ``note`` is part of, and which holds up appending for
    a moment. Raises the database's lock timeout where the outbox is read for long.
    """
    dropped = []
    async with engine.connect() as connection:
        old = [row for row in await connection.execute(MONTHS, {"keep": keep}) if row.old]
    for row in old:
        async with engine.begin() as connection:
            await connection.execute(ONE_AT_A_TIME)
            if not (await connection.execute(STILL_THERE, {"name": row.name})).scalar_one():
                continue
            # Nothing is added to a month that is over, and what was sent stays sent.
            month = await _month(connection, row.name, row.old, row.bytes)
            if month.droppable:
                await connection.execute(text(f'DROP TABLE kit."{row.name}"'))
                await note(connection, month)
                log.info("outbox.dropped", month=month.name, events=month.events)
                dropped.append(month)
    return dropped
