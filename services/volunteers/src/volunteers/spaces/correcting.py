"""Putting a use of a space right that was noted wrongly."""

from __future__ import annotations

from uuid import UUID, uuid4

from pydantic import BaseModel
from servicekit import NotFound, UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText
from sqlalchemy import insert, select, update

from volunteers.fields import DayMinutes, People
from volunteers.spaces import domain
from volunteers.spaces.commands import used_on
from volunteers.spaces.offering import is_own_or_staffs, lock_space
from volunteers.spaces.publishing import tell_use_corrected
from volunteers.spaces.tables import space_uses, use_corrections


class CorrectUse(Command):
    """``minutes`` and ``people`` are right, people as before where they are left out."""

    minutes: DayMinutes
    people: People | None = None
    reason: CodeText


class CorrectedUse(BaseModel):
    """Which use, and how many minutes it has now."""

    use_id: UUID
    minutes: int


async def correct_use(
    uow: UnitOfWork, space_id: UUID, use_id: UUID, command: CorrectUse
) -> CorrectedUse:
    """Puts a use right, also of a space that is no longer offered; every change stays on record."""
    day = command.occurred(uow)
    space = await lock_space(uow.connection, space_id)
    is_own_or_staffs(uow, space)
    of_space = (space_uses.c.id == use_id, space_uses.c.space_id == space_id)
    before = (await uow.connection.execute(select(space_uses).where(*of_space))).one_or_none()
    if before is None:
        raise NotFound("use", use_id)
    if before.urgent_need_id is not None:
        raise domain.UseIsOfAnUrgentNeed
    if day < before.used_on:
        raise Unprocessable("It cannot be corrected before it was.", pointer="/occurred_on")
    people = before.people if command.people is None else command.people
    change = command.minutes - before.minutes
    if not change and people == before.people:
        raise domain.TheUseIsThat
    domain.used_within_one_day(await used_on(uow, space_id, before.used_on), change)
    put_right = update(space_uses).where(*of_space).values(minutes=command.minutes, people=people)
    use = (await uow.connection.execute(put_right.returning(space_uses))).one()
    await uow.connection.execute(
        insert(use_corrections).values(
            id=uuid4(),
            use_id=use_id,
            change=change,
            people_before=before.people,
            reason=command.reason,
            corrected_on=day,
        )
    )
    await tell_use_corrected(uow, space, use, change, command.reason, day)
    return CorrectedUse(use_id=use_id, minutes=use.minutes)
