"""Entering the time of a department's staff."""

from __future__ import annotations

from uuid import UUID, uuid4

from pydantic import BaseModel, Field
from servicekit import Forbidden, Role, UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText, WardText
from sqlalchemy import insert

from volunteers.fields import Minutes, People
from volunteers.reference import department_of, ward_on
from volunteers.schemes.queries import scheme_of
from volunteers.staff_time import domain
from volunteers.staff_time.publishing import tell_given
from volunteers.staff_time.tables import staff_time


class GiveStaffTime(Command):
    """So many people of a department gave so many minutes together."""

    department: CodeText
    ward: WardText | None = None
    project_id: UUID | None = None
    idea_id: UUID | None = None
    people: People = Field(ge=1)
    minutes: Minutes


class GivenStaffTime(BaseModel):
    """Which entry was made."""

    staff_time_id: UUID


async def give_staff_time(uow: UnitOfWork, command: GiveStaffTime) -> GivenStaffTime:
    """Keeps the entry and tells of it; an officer enters it for their own department."""
    day = command.occurred(uow)
    department = department_of(uow.council, command.department)
    own = uow.actor.departments
    if own and department not in own and not uow.actor.has(Role.VOLUNTEER_COORDINATOR):
        raise Forbidden("An officer enters the time of their own department.")
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
