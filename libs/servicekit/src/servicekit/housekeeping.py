"""What a service does for itself once an hour: months are made ready, and what is old is forgotten.

Each statement stands alone: a new partition locks the outbox for everybody until its transaction
ends, and one that fails is no reason to leave the others.
"""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from servicekit.database import is_temporary
from servicekit.messaging.retention import ONE_AT_A_TIME, drop_old_months

log = structlog.get_logger(__name__)

EVERY_SECONDS = 3600

# However much has come of age at once (a history that was told in an hour does), no statement is
# to last so long that the server ends it, or it would fail again every hour.
AT_ONCE = 50_000

MAKE_MONTHS = "SELECT kit.prepare_outbox_months()"

# Tables, and what in them is past its time.
FORGOTTEN = {
    "kit.inbox_digests": "applied_at < now() - interval '60 days'",
    "kit.idempotency": "recorded_at < now() - interval '30 days'",
    "kit.jobs": "done_at < now() - interval '30 days'",
    "kit.comparisons": "asked_at < now() - interval '30 days'",
}


async def keep_house(engine: AsyncEngine, outbox_months: int | None) -> None:
    """Does what is to be done, once an hour, for as long as its task lives."""
    while True:
        chores = [_make_months(engine), *(_forget(engine, *each) for each in FORGOTTEN.items())]
        if outbox_months is not None:
            chores.append(_drop_months(engine, outbox_months))
        for chore in chores:
            try:
                await chore
            except Exception as error:
                if not is_temporary(error):
                    raise
                log.warning("housekeeping.put_off", error=repr(error))
        await asyncio.sleep(EVERY_SECONDS)


async def _make_months(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(ONE_AT_A_TIME)
        await connection.execute(text(MAKE_MONTHS))


async def _forget(engine: AsyncEngine, table: str, past: str) -> None:
    statement = text(f"""
        DELETE FROM {table} WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM {table} WHERE {past} LIMIT :at_once))
    """)  # noqa: S608 - FORGOTTEN is ours
    gone = AT_ONCE
    while gone == AT_ONCE:
        async with engine.begin() as connection:
            gone = (await connection.execute(statement, {"at_once": AT_ONCE})).rowcount


async def _drop_months(engine: AsyncEngine, keep: int) -> None:
    await drop_old_months(engine, keep)
