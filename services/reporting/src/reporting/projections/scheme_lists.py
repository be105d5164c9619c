"""Schemes and projects as pages ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.projections.titles import titled

ONE = titled("schemes", "WHERE thing.idea_id = :idea").columns(measures=JSONB)

NEWEST = {
    place: titled(
        "schemes",
        f"""WHERE thing.submitted_on IS NOT NULL AND {condition}
        ORDER BY thing.submitted_on DESC, thing.idea_id LIMIT :limit""",
    ).columns(measures=JSONB)
    for place, condition in {
        "city": "true",
        "ward": "thing.ward = :code",
        "theme": "thing.theme = :code",
        "conversation": "thing.conversation_id = cast(:code AS uuid)",
    }.items()
}

PROJECTS_OF = titled(
    "projects",
    # What was taken back is no project of the idea any more.
    """WHERE thing.idea_id = :idea AND thing.organisation IS NOT NULL AND thing.awarded > 0
    ORDER BY thing.awarded_on, thing.project_id""",
).columns(measures=JSONB)

BY_ORGANISATION = text("""
    SELECT organisation, count(*) AS projects,
           sum(awarded - released)::bigint AS awarded,
           sum(paid)::bigint AS paid, sum(match_funding)::bigint AS match_funding
    FROM live.projects WHERE organisation IS NOT NULL AND awarded > 0
    GROUP BY organisation ORDER BY awarded DESC, organisation LIMIT :limit
""")


async def one(connection: AsyncConnection, idea_id: UUID) -> Row[Any] | None:
    """One idea, or None where nothing was heard of it."""
    return (await connection.execute(ONE, {"idea": idea_id})).one_or_none()


async def newest(
    connection: AsyncConnection, place: str, code: str | None, *, limit: int = 25
) -> Sequence[Row[Any]]:
    """The newest ideas of the city, or of the ward, theme or conversation with this code."""
    asked = {"limit": limit} | ({} if place == "city" else {"code": code})
    return (await connection.execute(NEWEST[place], asked)).all()


async def projects_of(connection: AsyncConnection, idea_id: UUID) -> Sequence[Row[Any]]:
    """The projects that an idea was funded as, in the order of their awards."""
    return (await connection.execute(PROJECTS_OF, {"idea": idea_id})).all()


async def by_organisation(connection: AsyncConnection, *, limit: int = 50) -> Sequence[Row[Any]]:
    """(organisation, projects, awarded, paid, match_funding), most awarded first; pence.

    What an agreement that ended released to the wards is awarded no more.
    """
    return (await connection.execute(BY_ORGANISATION, {"limit": limit})).all()
