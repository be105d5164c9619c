"""Where a producer's words and this service's cursors differ, and what is done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from servicekit.messaging.asking import Wanted, ask
from servicekit.messaging.link import Link

log = structlog.get_logger(__name__)

AT_ONCE = 1000

# Everything was heard by now: a difference of this kind closes by itself.
CLOSE = text("""
    DELETE FROM kit.differences AS known USING kit.inbox_cursors AS cursor
    WHERE cursor.source = known.source AND state = 'missing' AND cursor.sequence >= told
""")

# What is held here is not missing, however long it waits.
OPEN = """
    SELECT known.source, producer, state, told, coalesce(cursor.sequence, 0) AS heard,
        asked, asked_at
    FROM kit.differences AS known LEFT JOIN kit.inbox_cursors AS cursor USING (source)
    WHERE state <> 'missing' OR told - coalesce(cursor.sequence, 0) > (
        SELECT count(*) FROM kit.inbox_held AS held WHERE held.source = known.source
            AND held.sequence > coalesce(cursor.sequence, 0) AND held.sequence <= told)
"""

LISTED = text(f"SELECT * FROM ({OPEN}) AS open ORDER BY source LIMIT :limit")  # noqa: S608 - ours

# A subject of which something is held already is counted where the held ones are.
COUNTED = text(f"""
    SELECT count(*) FILTER (WHERE state = 'missing' AND NOT EXISTS (
            SELECT 1 FROM kit.inbox_held AS held WHERE held.source = open.source)) AS missing,
        count(*) FILTER (WHERE state <> 'missing') AS ahead FROM ({OPEN}) AS open
""")  # noqa: S608 - ours

# Five minutes after the first time, then ten, at last once a day: it may be gone for good.
TO_ASK_FOR = text(f"""
    SELECT * FROM ({OPEN}) AS open WHERE state = 'missing' AND (asked_at IS NULL OR asked_at
        < now() - least(interval '1 day', interval '150 s' * power(2, least(asked, 10))))
    ORDER BY source LIMIT {AT_ONCE}
""")  # noqa: S608 - ours

ASKED = text("""
    UPDATE kit.differences SET asked = asked + 1, asked_at = now() WHERE source = :source
""")

NEWEST = text("""
    SELECT
        (SELECT max(asked_at) > now() - make_interval(secs => :every) FROM kit.comparisons
            WHERE producer = :producer) AS asked_lately,
        (SELECT max(answered_at) > now() - interval '1 day' FROM kit.comparisons
            WHERE producer = :producer AND since IS NULL) AS whole_lately,
        last.until, last.since IS NOT NULL AND last.position < before.position AS set_back
    FROM (SELECT 1) AS one
        LEFT JOIN (SELECT since, until, position FROM kit.comparisons
            WHERE producer = :producer AND answered_at IS NOT NULL
            ORDER BY answered_at DESC LIMIT 1) AS last ON true
        LEFT JOIN (SELECT position FROM kit.comparisons
            WHERE producer = :producer AND answered_at IS NOT NULL
            ORDER BY answered_at DESC OFFSET 1 LIMIT 1) AS before ON true
""")


# Since the first question after the last one that was answered; of the producer that is worst.
SILENT = text("""
    SELECT coalesce(extract(epoch FROM now() - min(asked_at)), 0) FROM kit.comparisons AS asked
    WHERE answered_at IS NULL AND NOT EXISTS (
        SELECT FROM kit.comparisons AS later WHERE later.producer = asked.producer
            AND later.asked_at >= asked.asked_at AND later.answered_at IS NOT NULL)
""")


@dataclass(frozen=True, slots=True)
class Due:
    """A producer is to be asked, for what it recorded since a moment, or for everything."""

    since: datetime | None


async def comparison_due(engine: AsyncEngine, producer: str, every: float) -> Due | None:
    """Whether a producer is to be asked now: every so many seconds, for everything once a day.

    Also for everything where its last answer showed that it was set back.
    """
    async with engine.connect() as connection:
        row = (await connection.execute(NEWEST, {"producer": producer, "every": every})).one()
    if row.asked_lately:
        return None
    return Due(None if row.set_back or not row.whole_lately else row.until)


async def listed(connection: AsyncConnection, limit: int = 1000) -> Sequence[Row[Any]]:
    """Open differences: source, producer, state, told, heard, how often asked and when last."""
    return (await connection.execute(LISTED, {"limit": limit})).all()


async def counted(engine: AsyncEngine) -> Row[Any]:
    """How many subjects miss something, and of how many more was heard than was told."""
    async with engine.begin() as connection:
        await connection.execute(CLOSE)
        return (await connection.execute(COUNTED)).one()


async def silent_for(engine: AsyncEngine) -> float:
    """How long a producer has not answered how far it is, in seconds; nought where all have."""
    async with engine.connect() as connection:
        return float((await connection.execute(SILENT)).scalar_one())


async def ask_for_missing(link: Link, engine: AsyncEngine, service: str) -> int:
    """Asks for what is missing and was not asked for lately; returns how many subjects."""
    async with engine.begin() as connection:
        await connection.execute(CLOSE)
        found = (await connection.execute(TO_ASK_FOR)).all()
    for row in found:
        _, _, producer, kind, subject = row.source.split("/", 4)
        log.warning("gap.found", source=row.source, first=row.heard + 1, last=row.told)
        await ask(link, service, Wanted(producer, kind, subject, row.heard + 1, row.told))
        # Only once the broker has it: what it did not take is asked again at once.
        async with engine.begin() as connection:
            await connection.execute(ASKED, {"source": row.source})
    return len(found)
