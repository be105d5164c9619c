"""Opening and closing opportunities."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel
from servicekit import NotFound, UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText, LongText, Text, WardText
from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.fields import (
    PARTS_OF_A_DAY,
    CheckLevelText,
    Codes,
    Day,
    OrganisationText,
    Parts,
    Places,
)
from volunteers.opportunities import domain
from volunteers.opportunities.publishing import tell_closed, tell_opened, tell_reopened
from volunteers.opportunities.tables import opportunities
from volunteers.reference import department_of, theme_of, ward_on
from volunteers.schemes.queries import scheme_of


class OpenOpportunity(Command):
    """A coordinator looks for volunteers."""

    title: Text
    about: LongText | None = None
    role: CodeText
    places: Places
    ward: WardText
    theme: CodeText | None = None
    organisation: OrganisationText | None = None
    department: CodeText | None = None
    pilot: CodeText | None = None
    check_level: CheckLevelText = "none"
    starts_on: Day | None = None
    ends_on: Day | None = None
    attendance: Literal["every-day", "by-arrangement"] = "every-day"
    parts: Parts = PARTS_OF_A_DAY  # type: ignore[assignment]  # the tuple holds exactly these words
    skills: Codes = ()
    languages: Codes = ()
    project_id: UUID | None = None
    idea_id: UUID | None = None


class CloseOpportunity(Command):
    """No more volunteers are taken."""

    reason: CodeText


class OpenedOpportunity(BaseModel):
    """Which opportunity was opened."""

    opportunity_id: UUID


class ClosedOpportunity(BaseModel):
    """Which opportunity was closed, and how many of its places were taken."""

    opportunity_id: UUID
    places: int
    filled: int


async def open_opportunity(uow: UnitOfWork, command: OpenOpportunity) -> OpenedOpportunity:
    """Opens an opportunity and tells of it."""
    day = command.occurred(uow)
    starts_on, ends_on = command.starts_on, command.ends_on
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise Unprocessable("It ends before it starts.", pointer="/ends_on")
    if ends_on is not None and ends_on < day:
        raise Unprocessable("It is over already.", pointer="/ends_on")
    domain.days_taken_up(command.attendance, starts_on, ends_on)
    scheme = await scheme_of(uow.connection, command.project_id, command.idea_id)
    opportunity_id = uuid4()
    await store_opportunity(
        uow,
        id=opportunity_id,
        title=command.title,
        about=command.about or "",
        role=command.role,
        places=command.places,
        ward=ward_on(uow.council, command.ward, day),
        theme=theme_of(uow.council, command.theme),
        organisation=command.organisation,
        department=department_of(uow.council, command.department),
        pilot=command.pilot,
        check_level=command.check_level,
        starts_on=starts_on,
        ends_on=ends_on,
        attendance=command.attendance,
        parts=list(command.parts),
        skills=list(command.skills),
        languages=list(command.languages),
        project_id=scheme.project_id,
        idea_id=scheme.idea_id,
        opened_on=day,
    )
    return OpenedOpportunity(opportunity_id=opportunity_id)


async def store_opportunity(uow: UnitOfWork, **values: Any) -> None:
    """Keeps an opportunity and tells that it is open; by arrangement unless said otherwise."""
    defaults: dict[str, Any] = {
        "status": domain.OPEN,
        "about": "",
        "check_level": "none",
        "attendance": domain.BY_ARRANGEMENT,
        "parts": list(PARTS_OF_A_DAY),
        "skills": [],
        "languages": [],
    }
    made = insert(opportunities).values(**{**defaults, **values}).returning(opportunities)
    row = (await uow.connection.execute(made)).one()
    told = [await tell_opened(uow, row)]
    change = update(opportunities).where(opportunities.c.id == row.id)
    await uow.connection.execute(change.values(told_event_ids=told))


async def close_opportunity(
    uow: UnitOfWork, opportunity_id: UUID, command: CloseOpportunity
) -> ClosedOpportunity:
    """Takes no more volunteers; those who have a place keep it."""
    day = command.occurred(uow)
    row = await lock_opportunity(uow.connection, opportunity_id)
    domain.takes_volunteers(row.status)
    await close_locked(uow, row, command.reason, day)
    await uow.audit("opportunity-closed", str(opportunity_id), reason=command.reason)
    return ClosedOpportunity(opportunity_id=row.id, places=row.places, filled=row.filled)


async def close_locked(uow: UnitOfWork, row: Row[Any], reason: str, day: date) -> None:
    """Closes an opportunity whose row is locked; one that is closed already stays as it is."""
    if row.status == domain.CLOSED:
        return
    change = update(opportunities).where(opportunities.c.id == row.id)
    await uow.connection.execute(
        change.values(status=domain.CLOSED, closed_on=day, closed_reason=reason)
    )
    await tell_closed(uow, row, reason, day)


async def reopen_locked(uow: UnitOfWork, row: Row[Any], reason: str, day: date) -> None:
    """Opens an opportunity again whose row is locked, and which was closed."""
    change = update(opportunities).where(opportunities.c.id == row.id)
    await uow.connection.execute(
        change.values(status=domain.OPEN, closed_on=None, closed_reason=None)
    )
    await tell_reopened(uow, row, reason, day)


async def lock_opportunity(connection: AsyncConnection, opportunity_id: UUID) -> Row[Any]:
    """The opportunity's row, locked: its places are given one at a time."""
    wanted = select(opportunities).where(opportunities.c.id == opportunity_id)
    row = (await connection.execute(wanted.with_for_update())).one_or_none()
    if row is None:
        raise NotFound("opportunity", opportunity_id)
    return row
