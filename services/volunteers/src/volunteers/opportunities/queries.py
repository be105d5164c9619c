"""Finding opportunities and looking at one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from servicekit import NotFound
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.finding import Listed, Search, View, find_as
from volunteers.opportunities.domain import OPEN
from volunteers.opportunities.tables import opportunities


class OpportunityView(View):
    """An opportunity as everybody sees it."""

    id: UUID
    status: str
    title: str
    about: str
    role: str
    places: int
    filled: int
    ward: str
    theme: str | None
    organisation: str | None
    department: str | None
    pilot: str | None
    check_level: str
    starts_on: date | None
    ends_on: date | None
    attendance: str
    parts: list[str]
    skills: list[str]
    languages: list[str]
    project_id: UUID | None
    idea_id: UUID | None
    urgent_need_id: UUID | None
    opened_on: date
    closed_on: date | None
    closed_reason: str | None


async def opportunities_found(
    connection: AsyncConnection,
    search: Search,
    *,
    only_open: bool = True,
    project_id: UUID | None = None,
    idea_id: UUID | None = None,
    urgent_need_id: UUID | None = None,
) -> Listed[OpportunityView]:
    """Opportunities, newest first; those with a free place only where ``only_open``."""
    wanted = select(opportunities)
    if only_open:
        free = opportunities.c.filled < opportunities.c.places
        wanted = wanted.where(opportunities.c.status == OPEN, free)
    for column, value in (
        (opportunities.c.project_id, project_id),
        (opportunities.c.idea_id, idea_id),
        (opportunities.c.urgent_need_id, urgent_need_id),
    ):
        if value is not None:
            wanted = wanted.where(column == value)
    return await find_as(OpportunityView, connection, wanted, opportunities, search)


async def opportunity(connection: AsyncConnection, opportunity_id: UUID) -> OpportunityView:
    """One opportunity; ``NotFound`` where there is none."""
    wanted = select(opportunities).where(opportunities.c.id == opportunity_id)
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound("opportunity", opportunity_id)
    return OpportunityView.model_validate(row)
