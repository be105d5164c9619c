"""Erasing what is held about a person, for good: here, and by event everywhere."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel
from servicekit import NotFound, UnitOfWork
from servicekit.identity.forgetting import forget_person, kept_records
from servicekit.web import Command
from sqlalchemy import delete, select, update

from volunteers.checks.tables import checks
from volunteers.groups.erasure import erase_groups_of
from volunteers.hours.tables import hour_corrections, hours
from volunteers.listings.erasure import erase_listings_of
from volunteers.placements.ending import end_placements_of_volunteer
from volunteers.placements.tables import placements
from volunteers.profiles.domain import ERASED
from volunteers.profiles.publishing import ask_everyone_to_erase, tell_erased
from volunteers.profiles.tables import volunteers
from volunteers.spaces.erasure import erase_spaces_of


class EraseProfile(Command):
    """Everything about me is to go."""


class Erased(BaseModel):
    """How many records were erased, and what had to stay."""

    records_erased: int
    kept: list[str]


KEPT = ("hours-without-a-person",)

BLANK: dict[str, Any] = {
    "status": ERASED,
    "person_key": None,
    "company": None,
    "ward": None,
    "known_as": None,
    "contact": None,
    "skills": [],
    "interests": [],
    "languages": [],
    "availability": [],
    "travel_metres": None,
    "consent_on": None,
}


async def erase_profile(uow: UnitOfWork, command: EraseProfile) -> Erased:
    """Erases what this service holds about who asks, and asks every other service to do so."""
    day = command.occurred(uow)
    key = uow.actor.person_key
    if key is None:
        raise NotFound("profile", "of yours")
    await ask_everyone_to_erase(uow, key, day)
    return await erase_person(uow, key)


async def erase_person(uow: UnitOfWork, key: str) -> Erased:
    """Erases everything under a person key and says so; what is not there counts as none."""
    held = select(volunteers.c.id).where(volunteers.c.person_key == key).with_for_update()
    volunteer_id = (await uow.connection.execute(held)).scalar_one_or_none()
    records = await forget_person(uow.connection, key)
    for erase_of in (erase_listings_of, erase_groups_of, erase_spaces_of):
        records += await erase_of(uow, key)
    kept: list[str] = []
    if volunteer_id is not None:
        records += await _erase_volunteer(uow, volunteer_id)
        kept += KEPT
    kept += await kept_records(uow.connection, key, uow.actor)
    await tell_erased(uow, key, records, kept)
    return Erased(records_erased=records, kept=kept)


async def _erase_volunteer(uow: UnitOfWork, volunteer_id: UUID) -> int:
    await end_placements_of_volunteer(uow, volunteer_id, "volunteer-withdrew", uow.today)
    removed = await uow.connection.execute(
        delete(checks).where(checks.c.volunteer_id == volunteer_id)
    )
    said = await uow.connection.execute(
        update(placements)
        .where(placements.c.volunteer_id == volunteer_id, placements.c.message.is_not(None))
        .values(message=None)
    )
    entries = select(hours.c.id).where(hours.c.volunteer_id == volunteer_id)
    noted = await uow.connection.execute(
        update(hour_corrections)
        .where(hour_corrections.c.entry_id.in_(entries), hour_corrections.c.note.is_not(None))
        .values(note=None)
    )
    await uow.connection.execute(
        update(volunteers).where(volunteers.c.id == volunteer_id).values(**BLANK)
    )
    return 1 + removed.rowcount + said.rowcount + noted.rowcount
