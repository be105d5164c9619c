"""Everything that is held about a person, for that person."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel
from servicekit import Actor
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.checks.tables import checks
from volunteers.finding import Search, View
from volunteers.groups.tables import groups
from volunteers.hours.queries import EntryView, hours_of_person
from volunteers.hours.tables import hour_corrections, hours
from volunteers.listings.tables import listing_replies, listings
from volunteers.placements.queries import PlacementView, placements_of
from volunteers.profiles.queries import VolunteerView, own_profile
from volunteers.profiles.tables import volunteers
from volunteers.spaces.tables import spaces

ALL = Search(limit=10_000)


class HeldCheck(View):
    """A safeguarding check."""

    level: str
    issued_on: date
    expires_on: date
    revoked_on: date | None
    revoked_reason: str | None


class Export(BaseModel):
    """A person's data."""

    profile: VolunteerView | None
    checks: list[HeldCheck]
    placements: list[PlacementView]
    hours: list[EntryView]
    notes_on_corrections: list[str]
    groups_registered: list[str]
    spaces_offered: list[str]
    listings: list[str]
    replies_to_listings: list[str]
    replies_received: list[str]


async def export(connection: AsyncConnection, actor: Actor) -> Export:
    """What is held under the person key of who asks."""
    key = actor.person_key
    mine = select(volunteers.c.id).where(volunteers.c.person_key == key)
    checked = select(checks).where(checks.c.volunteer_id.in_(mine))

    async def texts(wanted: Select[Any]) -> list[str]:
        return list((await connection.execute(wanted)).scalars())

    return Export(
        profile=await own_profile(connection, actor),
        checks=[HeldCheck.model_validate(row) for row in await connection.execute(checked)],
        placements=(await placements_of(connection, key, ALL)).items,
        hours=(await hours_of_person(connection, key, ALL)).items,
        notes_on_corrections=await texts(
            select(hour_corrections.c.note)
            .join(hours, hours.c.id == hour_corrections.c.entry_id)
            .where(hours.c.volunteer_id.in_(mine), hour_corrections.c.note.is_not(None))
        ),
        groups_registered=await texts(select(groups.c.name).where(groups.c.owner_key == key)),
        spaces_offered=await texts(select(spaces.c.title).where(spaces.c.owner_key == key)),
        listings=await texts(select(listings.c.title).where(listings.c.owner_key == key)),
        replies_to_listings=await texts(
            select(listing_replies.c.message).where(listing_replies.c.sender_key == key)
        ),
        replies_received=await texts(
            select(listing_replies.c.message)
            .join(listings, listings.c.id == listing_replies.c.listing_id)
            .where(listings.c.owner_key == key)
        ),
    )
