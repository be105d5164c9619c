"""Looking at hours: of one placement, or all of one's own."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from servicekit import NotFound, NotYours
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.finding import Listed, Search, View, find_as
from volunteers.hours.tables import hours
from volunteers.opportunities.tables import opportunities
from volunteers.placements.tables import placements
from volunteers.profiles.tables import volunteers


class EntryView(View):
    """Time given on one day."""

    id: UUID
    placement_id: UUID
    title: str
    day: date
    minutes: int
    told_by: str


WANTED = (
    select(hours, opportunities.c.title)
    .join(placements, placements.c.id == hours.c.placement_id)
    .join(opportunities, opportunities.c.id == placements.c.opportunity_id)
)


async def hours_of_placement(
    connection: AsyncConnection, placement_id: UUID, search: Search
) -> Listed[EntryView]:
    """Entries of a placement, newest first; who may see them has been asked before."""
    wanted = WANTED.where(hours.c.placement_id == placement_id)
    return await find_as(
        EntryView, connection, wanted, hours, Search(after=search.after, limit=search.limit)
    )


async def hours_of_person(
    connection: AsyncConnection, person_key: str | None, search: Search
) -> Listed[EntryView]:
    """One's own entries, newest first."""
    wanted = WANTED.join(volunteers, volunteers.c.id == hours.c.volunteer_id).where(
        volunteers.c.person_key == person_key
    )
    return await find_as(
        EntryView, connection, wanted, hours, Search(after=search.after, limit=search.limit)
    )


async def own_entry(
    connection: AsyncConnection, person_key: str | None, entry_id: UUID
) -> EntryView:
    """One of one's own entries; ``NotFound`` where there is none, or it is another's."""
    wanted = WANTED.join(volunteers, volunteers.c.id == hours.c.volunteer_id).where(
        volunteers.c.person_key == person_key, hours.c.id == entry_id
    )
    row = (await connection.execute(wanted)).one_or_none()
    if row is not None:
        return EntryView.model_validate(row)
    known = await connection.execute(select(hours.c.id).where(hours.c.id == entry_id))
    raise (NotFound if known.one_or_none() is None else NotYours)("entry", entry_id)
