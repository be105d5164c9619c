"""What a read model may know of an event: everything but its words.

No read model holds a text, so none is fetched to fold the log anew; in the place of each stands
the word that stands there once it is withdrawn.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from civic_contracts import READER
from civic_contracts.envelope import Event
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.log.texts import HASH, WITHDRAWN

# As PostgreSQL writes jsonb. Inside a string of JSON the quotes would be escaped.
_HASHED = re.compile(rf'\{{"{HASH}": "[0-9a-f]{{64}}"\}}')
_NO_WORDS = json.dumps(WITHDRAWN)

FACTS = text("""
    SELECT position, event_id, source, sequence, type,
           CASE WHEN type = ANY(cast(:heard AS text[])) THEN data::text END AS data
    FROM event_log
    WHERE position > :after AND position <= :until ORDER BY position LIMIT :limit
""")


class Fact(NamedTuple):
    """One event at its place in the log and in its subject."""

    position: int
    event_id: UUID
    source: str
    sequence: int
    event: Event


class Stretch(NamedTuple):
    """A part of the log: how many events it has, where it ends, and the facts that were wanted."""

    events: int
    end: int
    facts: list[Fact]


async def read(
    connection: AsyncConnection, *, after: int, until: int, limit: int, heard: Sequence[str]
) -> Stretch:
    """Up to ``limit`` events behind position ``after``, not behind ``until``.

    Those of a type that is not ``heard`` count, and that is all: their data stay where they are.
    """
    bounds = {"after": after, "until": until, "limit": limit, "heard": heard}
    rows = (await connection.execute(FACTS, bounds)).all()
    facts = [
        Fact(position, event_id, source, sequence, _event(kind, data))
        for position, event_id, source, sequence, kind, data in rows
        if data is not None
    ]
    return Stretch(len(rows), rows[-1].position if rows else after, facts)


def _event(kind: str, data: str) -> Event:
    return READER.event_from(kind, _HASHED.sub(_NO_WORDS, data))
