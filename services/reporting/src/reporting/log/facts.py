"""What a read model may know of an event: everything but its words.

No read model holds a text, so none is fetched to fold the log anew; in the place of each stands
the word that stands there once it is withdrawn.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from civic_contracts import READER
from civic_contracts.envelope import Event
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.log.texts import HASH, WITHDRAWN

# As PostgreSQL writes jsonb. Inside a string of JSON the quotes would be escaped.
_HASHED = re.compile(rf'\{{"{HASH}": "[0-9a-f]{{64}}"\}}')
_NO_WORDS = json.dumps(WITHDRAWN)

FACTS = text("""
    SELECT position, event_id, source, sequence, type, data::text AS data FROM event_log
    WHERE position > :after AND position <= :until ORDER BY position LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Fact:
    """One event at its place in the log and in its subject."""

    position: int
    event_id: UUID
    source: str
    sequence: int
    event: Event


async def read(connection: AsyncConnection, *, after: int, until: int, limit: int) -> list[Fact]:
    """Up to ``limit`` facts behind position ``after``, not behind ``until``."""
    bounds = {"after": after, "until": until, "limit": limit}
    return [_fact_of(row) for row in await connection.execute(FACTS, bounds)]


def _fact_of(row: Row[Any]) -> Fact:
    event = READER.event_from(row.type, _HASHED.sub(_NO_WORDS, row.data))
    return Fact(row.position, row.event_id, row.source, row.sequence, event)
