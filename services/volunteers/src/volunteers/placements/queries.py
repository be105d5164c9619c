"""Looking at placements: one's own, or all of them as the coordinator."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from servicekit import Actor, NotFound, NotYours, Role
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.finding import Listed, Search, View, find_as
from volunteers.opportunities.tables import opportunities
from volunteers.placements.tables import placements
from volunteers.policies import owns
from volunteers.profiles.tables import volunteers


class PlacementView(View):
    """A placement with what it is in; who it is for the volunteer and the coordinator to know."""

    id: UUID
    status: str
    opportunity_id: UUID
    title: str
    organisation: str | None
    volunteer_id: UUID
    known_as: str | None
    ward: str
    message: str | None
    asked_on: date
    confirmed_on: date | None
    starts_on: date | None
    ends_on: date | None
    ended_on: date | None
    end_reason: str | None
    minutes: int


def _wanted() -> Select[Any]:
    return (
        select(
            placements,
            opportunities.c.title,
            opportunities.c.organisation,
            opportunities.c.ward,
            volunteers.c.known_as,
            volunteers.c.person_key,
        )
        .join(opportunities, opportunities.c.id == placements.c.opportunity_id)
        .join(volunteers, volunteers.c.id == placements.c.volunteer_id)
    )


async def placements_found(
    connection: AsyncConnection,
    search: Search,
    *,
    status: str | None = None,
    opportunity_id: UUID | None = None,
) -> Listed[PlacementView]:
    """Placements for the coordinator, newest first."""
    wanted = _wanted()
    if search.ward is not None:
        wanted = wanted.where(opportunities.c.ward == search.ward)
    if status is not None:
        wanted = wanted.where(placements.c.status == status)
    if opportunity_id is not None:
        wanted = wanted.where(placements.c.opportunity_id == opportunity_id)
    by_page = Search(None, None, search.after, search.limit)
    return await find_as(PlacementView, connection, wanted, placements, by_page)


async def placements_of(
    connection: AsyncConnection, person_key: str | None, search: Search
) -> Listed[PlacementView]:
    """One's own placements, newest first."""
    wanted = _wanted().where(volunteers.c.person_key == person_key)
    by_page = Search(None, None, search.after, search.limit)
    return await find_as(PlacementView, connection, wanted, placements, by_page)


async def placement_for(
    connection: AsyncConnection, actor: Actor, placement_id: UUID
) -> PlacementView:
    """A placement of one's own, or any for the coordinator; else ``NotFound``."""
    row = (await connection.execute(_wanted().where(placements.c.id == placement_id))).one_or_none()
    if row is None:
        raise NotFound("placement", placement_id)
    if not actor.has(Role.VOLUNTEER_COORDINATOR) and not owns(actor, row.person_key):
        raise NotYours("placement", placement_id)
    return PlacementView.model_validate(row)
