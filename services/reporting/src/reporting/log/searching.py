"""Looking for events in the log, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.log.entries import Entry, entry_of
from reporting.log.tables import WITH_TEXTS

# An event about an idea that names no ward or theme itself has those of the idea.
CONDITIONS = {
    "before": "log.position < :before",
    "types": "log.type = ANY(cast(:types AS text[]))",
    "ward": "coalesce(log.ward, scheme.ward) = :ward",
    "theme": "coalesce(log.data->>'theme', scheme.theme) = :theme",
    "idea": "log.idea_id = :idea",
    "subject": "log.subject = :subject",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for; what is None does not matter.

    ``types`` are alternatives; ``before`` is a position to go on from.
    """

    types: tuple[str, ...] | None = None
    ward: str | None = None
    theme: str | None = None
    idea: UUID | None = None
    subject: str | None = None
    before: int | None = None

    def given(self) -> dict[str, Any]:
        """What matters, by name."""
        found = {name: getattr(self, name) for name in CONDITIONS}
        return {name: value for name, value in found.items() if value is not None}


async def search(connection: AsyncConnection, what: Search, *, limit: int) -> list[Entry]:
    """The newest ``limit`` entries that fit, the newest first."""
    given = what.given()
    conditions = " AND ".join(CONDITIONS[name] for name in given) or "true"
    found = f"""(
        SELECT log.* FROM event_log AS log
        LEFT JOIN live.schemes AS scheme ON scheme.idea_id = log.idea_id
        WHERE {conditions} ORDER BY log.position DESC LIMIT :limit)"""  # noqa: S608 - our own words
    query = text(WITH_TEXTS.format(entries=found)).columns(data=JSONB)
    rows = (await connection.execute(query, {**given, "limit": limit})).all()
    return [entry_of(row) for row in reversed(rows)]
