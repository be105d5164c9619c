"""How far the events of each subject go, as their producer tells it.

A part is told on the same way as the events and behind them: whoever has taken it has taken every
event that was confirmed before it, so what is missing then is missing for good. What is written or
sent while a part is read may be heard before it: so a head names the last number that was given
out, and from which one on the broker has not confirmed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from civic_contracts.fields import written_moment
from civic_contracts.topology import heard_kinds
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from servicekit.database import fetched

PART = 400

# The oldest moment from which something may still come to light: a transaction has a minute at
# most, and five times that is kept; an event that was not sent yet may be older. The first that is
# unsent is the oldest but for the length of a transaction; to look for the oldest would be to read
# all that is unsent.
NOW = text("""
    SELECT (SELECT last_value FROM kit.outbox_position) AS position,
        least(now(), (SELECT recorded_at FROM kit.outbox WHERE published_at IS NULL
            ORDER BY position LIMIT 1)) - interval '5 min' AS until
""")

HEADS = """
    WITH asked AS ({asked} ORDER BY source LIMIT :limit),
    unsent AS (
        SELECT source, min(sequence) AS first FROM kit.outbox
        WHERE published_at IS NULL GROUP BY source)
    SELECT source, head.sequence, unsent.first AS unsent_from, (
            SELECT encode(coalesce(digest, sha256(body)), 'hex') FROM kit.outbox AS said
            WHERE said.source = asked.source AND said.sequence = head.sequence LIMIT 1) AS digest
    FROM asked JOIN kit.subjects AS head USING (source) LEFT JOIN unsent USING (source)
    ORDER BY source
"""

HEARD = "source > :after AND (:all_kinds OR split_part(source, '/', 4) = ANY(:kinds))"

ALL = f"SELECT source FROM kit.subjects WHERE {HEARD}"  # noqa: S608 - nothing from outside
ALL_HEADS = text(HEADS.format(asked=ALL))

NEW = f"SELECT DISTINCT source FROM kit.outbox WHERE recorded_at >= :since AND {HEARD}"  # noqa: S608 - ours
NEW_HEADS = text(HEADS.format(asked=NEW))


@dataclass(frozen=True, slots=True)
class HeadsWanted:
    """One request: for which consumer, and since when; everything where that is None."""

    request_id: UUID
    consumer: str
    since: datetime | None


async def parts(
    engine: AsyncEngine, service: str, wanted: HeadsWanted
) -> AsyncIterator[dict[str, Any]]:
    """The payloads of the answer, as the contracts' ``HeadsTold`` has them; at least one."""
    (now,) = await fetched(engine, NOW)
    after, complete = "", False
    while not complete:
        rows = await _rows(engine, service, wanted, after)
        complete = len(rows) < PART
        yield {
            "occurred_on": now.until.date().isoformat(),
            "request_id": str(wanted.request_id),
            "since": wanted.since and written_moment(wanted.since),
            "until": written_moment(now.until),
            "position": now.position,
            "after": _place(after) if after else None,
            "heads": [_head(row) for row in rows],
            "complete": complete,
        }
        after = rows[-1].source if rows else after


async def _rows(
    engine: AsyncEngine, service: str, wanted: HeadsWanted, after: str
) -> Sequence[Row[Any]]:
    kinds = heard_kinds(wanted.consumer, service)
    names = {
        "after": after,
        "limit": PART,
        "all_kinds": kinds is None,
        "kinds": sorted(kinds or ()),
    }
    if wanted.since is None:
        return await fetched(engine, ALL_HEADS, names)
    return await fetched(engine, NEW_HEADS, names | {"since": wanted.since})


def _place(source: str) -> dict[str, str]:
    _, _, _, kind, subject = source.split("/", 4)
    return {"kind": kind, "subject": subject}


def _head(row: Row[Any]) -> dict[str, Any]:
    return {
        **_place(row.source),
        "sequence": row.sequence,
        "digest": row.digest,
        "unsent_from": row.unsent_from,
    }
