"""Registering as a volunteer, changing what one gives, withdrawing."""

from __future__ import annotations

from typing import Literal
from uuid import UUID, uuid4

from pydantic import BaseModel
from servicekit import NotFound, UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText, Text, WardText
from sqlalchemy import insert, select, update

from volunteers.fields import Codes, Metres, Slots, Tick
from volunteers.profiles import domain
from volunteers.profiles.blanking import blank_volunteer
from volunteers.profiles.queries import of_person
from volunteers.profiles.tables import volunteers
from volunteers.reference import department_of, ward_on


class KeepProfile(Command):
    """What somebody gives, and that they agree to its being kept."""

    kind: Literal["resident", "council-staff", "company"] = "resident"
    department: CodeText | None = None
    company: Text | None = None
    ward: WardText
    known_as: Text | None = None
    contact: Text | None = None
    skills: Codes = ()
    interests: Codes = ()
    languages: Codes = ()
    availability: Slots = ()
    travel_metres: Metres | None = None
    consent: Tick = False


class RegisterVolunteer(KeepProfile):
    """Somebody who signed up on paper; ``subject`` is how the issuer of sign-ins knows them."""

    subject: Text | None = None


class WithdrawProfile(Command):
    """No longer to be asked: the consent to keep a profile is taken back."""

    reason: CodeText = "asked"


class KeptProfile(BaseModel):
    """Which volunteer, and whether they are new."""

    volunteer_id: UUID
    registered: bool


class Withdrawn(BaseModel):
    """How many places the withdrawal gave up."""

    volunteer_id: UUID
    placements_ended: int


async def keep_profile(
    uow: UnitOfWork, command: KeepProfile, person_key: str | None
) -> KeptProfile:
    """Registers the person, or changes their profile; who had withdrawn is active again."""
    values = _values(uow, command)
    known = None
    if person_key is not None:
        found = await uow.connection.execute(of_person(person_key).with_for_update())
        known = found.one_or_none()
    if known is not None:
        change = update(volunteers).where(volunteers.c.id == known.id)
        await uow.connection.execute(change.values(**values, withdrawn_on=None))
        return KeptProfile(volunteer_id=known.id, registered=False)
    volunteer_id = uuid4()
    await uow.connection.execute(
        insert(volunteers).values(
            id=volunteer_id,
            person_key=person_key,
            registered_on=values["consent_on"],
            **values,
        )
    )
    return KeptProfile(volunteer_id=volunteer_id, registered=True)


async def register_volunteer(
    uow: UnitOfWork, command: RegisterVolunteer, person_key: str | None
) -> KeptProfile:
    """Enters somebody who signed up on paper; ``ProfileIsTaken`` where they have a profile."""
    if person_key is not None:
        taken = await uow.connection.execute(of_person(person_key))
        if taken.one_or_none() is not None:
            raise domain.ProfileIsTaken
    made = await keep_profile(uow, command, person_key)
    await uow.audit("volunteer-registered", str(made.volunteer_id))
    return made


def _values(uow: UnitOfWork, command: KeepProfile) -> dict[str, object]:
    domain.consent_is_given(command.consent)
    day = command.occurred(uow)
    department = department_of(uow.council, command.department)
    if command.kind == "council-staff" and department is None:
        raise Unprocessable("Say which department.", pointer="/department")
    if command.kind == "company" and command.company is None:
        raise Unprocessable("Say which company.", pointer="/company")
    return {
        "status": domain.ACTIVE,
        "kind": command.kind,
        "department": department if command.kind == "council-staff" else None,
        "company": command.company if command.kind == "company" else None,
        "ward": ward_on(uow.council, command.ward, day),
        "known_as": command.known_as,
        "contact": command.contact,
        "skills": list(command.skills),
        "interests": list(command.interests),
        "languages": list(command.languages),
        "availability": list(command.availability),
        "travel_metres": command.travel_metres,
        "consent_on": day,
    }


async def withdraw_profile(uow: UnitOfWork, command: WithdrawProfile) -> Withdrawn:
    """Takes consent back: ends every place of one's own, erases the profile and asks no more.

    The key stays, so that the person can come back; hours already given stay counted.
    """
    day = command.occurred(uow)
    wanted = select(volunteers).where(volunteers.c.person_key == uow.actor.person_key)
    row = (await uow.connection.execute(wanted.with_for_update())).one_or_none()
    if row is None:
        raise NotFound("profile", "of yours")
    domain.volunteer_is_active(row.status)
    gone = {"status": domain.WITHDRAWN, "withdrawn_on": day}
    ended, _ = await blank_volunteer(uow, row.id, day, **gone)
    return Withdrawn(volunteer_id=row.id, placements_ended=ended)
