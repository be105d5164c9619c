"""Sealing what has been written to the audit log since the last batch, once a minute.

A row is a member of the batch that its transaction was committed before; ids alone would not tell,
as a higher one may be committed first. Nobody who writes to the log ever waits for a sealing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from servicekit.auditing.chain import GENESIS, head_after
from servicekit.auditing.members import digests_of
from servicekit.database import is_temporary

log = structlog.get_logger(__name__)

SEAL_SECONDS = 60

ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('kit.audit_seals'))")

# Of a clock that was set back since, what it says now counts: rows have had that time.
LAST = text("""
    SELECT number, head, least(sealed_at, now()) AS sealed_at FROM kit.audit_seals
    ORDER BY number DESC LIMIT 1
""")

# What was recorded so long before the last batch was committed before it, and is in one. To look
# through the whole log each minute would one day take longer than a statement may.
LOOK_BACK = timedelta(days=1)
EVER = datetime(1, 1, 1, tzinfo=UTC)

TAKE = text("""
    INSERT INTO kit.audit_sealed (audit_id, batch)
    SELECT id, :batch FROM kit.audit WHERE recorded_at >= :since AND NOT EXISTS (
        SELECT FROM kit.audit_sealed WHERE audit_id = audit.id)
""")

SEAL = text("INSERT INTO kit.audit_seals (number, rows, head) VALUES (:number, :rows, :head)")

PUBLISH = text("""
    INSERT INTO kit.audit_heads (day, batch, head)
    SELECT :day, number, head FROM kit.audit_seals
    WHERE number > coalesce((SELECT max(batch) FROM kit.audit_heads), 0)
    ORDER BY number DESC LIMIT 1
    ON CONFLICT (day) DO NOTHING RETURNING day, batch, head
""")

TODAY = text("SELECT (now() AT TIME ZONE 'UTC')::date")


@dataclass(frozen=True, slots=True)
class Seal:
    """A sealed batch: its number, how many rows it has, and the chain's head after it."""

    number: int
    rows: int
    head: bytes


async def seal(connection: AsyncConnection) -> Seal | None:
    """Seals every row that is not sealed yet as one batch; returns None where there is none."""
    await connection.execute(ONE_AT_A_TIME)
    last = (await connection.execute(LAST)).one_or_none()
    number, head, since = 1, GENESIS, EVER
    if last is not None:
        number, head, since = last.number + 1, bytes(last.head), last.sealed_at - LOOK_BACK
    rows = (await connection.execute(TAKE, {"batch": number, "since": since})).rowcount
    if rows == 0:
        return None
    digests = await digests_of(connection, number)
    sealed = Seal(number, rows, head_after(head, number, digests))
    await connection.execute(SEAL, {"number": number, "rows": rows, "head": sealed.head})
    return sealed


async def publish_head(connection: AsyncConnection, service: str) -> bool:
    """Publishes the newest head, once a day (UTC), where it has moved; returns whether it did.

    It goes to the log, which is kept elsewhere, and to the list that everybody may read.
    """
    day = (await connection.execute(TODAY)).scalar_one()
    row = (await connection.execute(PUBLISH, {"day": day})).one_or_none()
    if row is None:
        return False
    log.info("audit.head", service=service, day=str(row.day), batch=row.batch, head=row.head.hex())
    return True


async def keep_sealed(engine: AsyncEngine, service: str) -> None:
    """Seals and publishes for as long as its task lives."""
    while True:
        try:
            async with engine.begin() as connection:
                await seal(connection)
                await publish_head(connection, service)
        except Exception as error:
            if not is_temporary(error):
                raise
            log.warning("audit.not_sealed", error=repr(error))
        await asyncio.sleep(SEAL_SECONDS)
