"""Erasing what is held about a person, for good: here, and by event everywhere."""

from __future__ import annotations

from pydantic import BaseModel
from servicekit import NotFound, UnitOfWork
from servicekit.identity.forgetting import forget_person, kept_records
from servicekit.web import Command
from sqlalchemy import select

from volunteers.groups.erasure import erase_groups_of
from volunteers.listings.erasure import erase_listings_of
from volunteers.profiles.blanking import blank_volunteer
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
        gone = {"status": ERASED, "person_key": None}
        records += (await blank_volunteer(uow, volunteer_id, uow.today, **gone))[1]
        kept += KEPT
    kept += await kept_records(uow.connection, key, uow.actor)
    await tell_erased(uow, key, records, kept)
    return Erased(records_erased=records, kept=kept)
