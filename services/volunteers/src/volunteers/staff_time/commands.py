"""Entering the time of a department's staff, and putting an entry right."""

from __future__ import annotations

from uuid import UUID, uuid4

from pydantic import BaseModel, Field
from servicekit import Forbidden, NotFound, Role, UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText, WardText
from sqlalchemy import insert, select, update

from volunteers.fields import Minutes, People, RightMinutes
from volunteers.reference import department_of, ward_on
from volunteers.schemes.queries import scheme_of
from volunteers.staff_time import domain
from volunteers.staff_time.publishing import tell_corrected, tell_given
from volunteers.staff_time.tables import staff_time, staff_time_corrections


class GiveStaffTime(Command):
    """So many people of a department gave so many minutes together."""

    department: CodeText
    ward: WardText | None = None
    project_id: UUID | None = None
    idea_id: UUID | None = None
    people: People = Field(ge=1)
    minutes: Minutes


class CorrectStaffTime(Command):
    """An entry was wrong; these are the right figures, people as before where they are left out."""

    minutes: RightMinutes
    people: People | None = Field(default=None, ge=1)
    reason: CodeText


class GivenStaffTime(BaseModel):
    """Which entry was made."""

    staff_time_id: UUID


class CorrectedStaffTime(BaseModel):
    """Which entry, and what it says now."""

    staff_time_id: UUID
    people: int
    minutes: int


async def give_staff_time(uow: UnitOfWork, command: GiveStaffTime) -> GivenStaffTime:
    """Keeps the entry and tells of it; an officer enters it for their own department."""
    day = command.occurred(uow)
    department = department_of(uow.council, command.department)
    _is_of_ones_own_department(uow, department)
    domain.is_for_a_project_or_an_area(command.ward, command.project_id, command.idea_id)
    scheme = await scheme_of(uow.connection, command.project_id, command.idea_id)
    made = insert(staff_time).values(
        id=uuid4(),
        department=department,
        ward=ward_on(uow.council, command.ward, day) if command.ward else None,
        project_id=scheme.project_id,
        idea_id=scheme.idea_id,
        people=command.people,
        minutes=command.minutes,
        given_on=day,
    )
    row = (await uow.connection.execute(made.returning(staff_time))).one()
    await tell_given(uow, row)
    return GivenStaffTime(staff_time_id=row.id)


async def correct_staff_time(
    uow: UnitOfWork, entry_id: UUID, command: CorrectStaffTime
) -> CorrectedStaffTime:
    """Puts an entry right; the first figures follow from every change, which stays on record."""
    day = command.occurred(uow)
    wanted = select(staff_time).where(staff_time.c.id == entry_id).with_for_update()
    entry = (await uow.connection.execute(wanted)).one_or_none()
    if entry is None:
        raise NotFound("staff time", entry_id)
    _is_of_ones_own_department(uow, entry.department)
    if day < entry.given_on:
        raise Unprocessable("It cannot be corrected before it was.", pointer="/occurred_on")
    people = command.people or entry.people
    if command.minutes and not people:
        raise Unprocessable("Say how many people gave it.", pointer="/people")
    right = (command.minutes, people)
    changes = domain.changes_of((entry.minutes, entry.people), right)
    put_right = (
        update(staff_time)
        .where(staff_time.c.id == entry_id)
        .values(minutes=entry.minutes + changes[0], people=entry.people + changes[1])
    )
    row = (await uow.connection.execute(put_right.returning(staff_time))).one()
    await uow.connection.execute(
        insert(staff_time_corrections).values(
            id=uuid4(),
            staff_time_id=entry_id,
            change=changes[0],
            people_change=changes[1],
            reason=command.reason,
            corrected_on=day,
        )
    )
    await tell_corrected(uow, row, changes, command.reason, day)
    return CorrectedStaffTime(staff_time_id=entry_id, people=row.people, minutes=row.minutes)


def _is_of_ones_own_department(uow: UnitOfWork, department: str | None) -> None:
    own = uow.actor.departments
    if own and department not in own and not uow.actor.has(Role.VOLUNTEER_COORDINATOR):
        raise Forbidden("An officer enters the time of their own department.")
