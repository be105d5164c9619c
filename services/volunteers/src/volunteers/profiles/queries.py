"""Reading profiles: one's own, or as the coordinator who places volunteers."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from servicekit import Actor, NotFound
from sqlalchemy import Row, Select, any_, cast, literal, or_, select
from sqlalchemy import Text as SqlText
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.finding import Listed, Search, View, find_as
from volunteers.profiles.domain import ACTIVE, ERASED
from volunteers.profiles.tables import volunteers


class VolunteerView(View):
    """A volunteer's profile, for themselves and for the coordinator."""

    id: UUID
    status: str
    kind: str
    department: str | None
    company: str | None
    ward: str | None
    known_as: str | None
    contact: str | None
    skills: list[str]
    interests: list[str]
    languages: list[str]
    availability: list[str]
    travel_metres: int | None
    consent_on: date | None
    registered_on: date


def of_person(person_key: str | None) -> Select[Any]:
    """The volunteer of a person key."""
    return select(volunteers).where(volunteers.c.person_key == person_key)


async def own_profile(connection: AsyncConnection, actor: Actor) -> VolunteerView | None:
    """The profile of who asks, if there is one."""
    if actor.person_key is None:
        return None
    row = (await connection.execute(of_person(actor.person_key))).one_or_none()
    return None if row is None else VolunteerView.model_validate(row)


async def own_volunteer_id(connection: AsyncConnection, actor: Actor) -> UUID:
    """The volunteer id of who asks; ``NotFound`` where they have no profile."""
    own = await own_profile(connection, actor)
    if own is None:
        raise NotFound("profile", "of yours")
    return own.id


async def volunteer(connection: AsyncConnection, volunteer_id: UUID) -> VolunteerView:
    """A profile by its id; ``NotFound`` for nobody and for who was erased."""
    wanted = select(volunteers).where(
        volunteers.c.id == volunteer_id, volunteers.c.status != ERASED
    )
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound("volunteer", volunteer_id)
    return VolunteerView.model_validate(row)


async def volunteers_found(connection: AsyncConnection, search: Search) -> Listed[VolunteerView]:
    """Active volunteers; a word is looked for among skills, interests and languages."""
    wanted = select(volunteers).where(volunteers.c.status == ACTIVE)
    if search.words is not None:
        word = cast(literal(search.words.lower().replace(" ", "-")), SqlText)
        wanted = wanted.where(
            or_(
                word == any_(volunteers.c.skills),
                word == any_(volunteers.c.interests),
                word == any_(volunteers.c.languages),
            )
        )
    by_ward = Search(search.ward, None, search.after, search.limit)
    return await find_as(VolunteerView, connection, wanted, volunteers, by_ward)


async def lock_volunteer(connection: AsyncConnection, volunteer_id: UUID) -> Row[Any]:
    """The volunteer's row, locked: what is decided about one volunteer is decided in turn."""
    wanted = select(volunteers).where(volunteers.c.id == volunteer_id).with_for_update()
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound("volunteer", volunteer_id)
    return row
