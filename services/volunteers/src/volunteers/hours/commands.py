"""Entering the time that was given, and putting an entry right."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel, Field
from servicekit import NotFound, NotYours, UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText
from sqlalchemy import Row, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from volunteers.fields import DayMinutes, Note
from volunteers.hours import domain
from volunteers.hours.publishing import tell_corrected, tell_logged
from volunteers.hours.tables import hour_corrections, hours, volunteer_days
from volunteers.placements.commands import is_own_or_coordinators, lock_placement
from volunteers.placements.domain import CONFIRMED, ENDED
from volunteers.placements.tables import placements
from volunteers.policies import owns


class LogHours(Command):
    """Time was given on ``occurred_on``, today where it is left out."""

    minutes: DayMinutes = Field(ge=1)


class CorrectHours(Command):
    """An entry was wrong; ``minutes`` is the right figure."""

    minutes: DayMinutes
    reason: CodeText
    note: Note | None = None


class LoggedHours(BaseModel):
    """Which entry, and how many minutes the placement has now."""

    entry_id: UUID
    minutes: int
    total_minutes: int


async def log_hours(uow: UnitOfWork, placement_id: UUID, command: LogHours) -> LoggedHours:
    """Enters time for one's own placement, or as a coordinator for anybody's."""
    volunteer, opportunity, placement = await lock_placement(uow, placement_id)
    is_own_or_coordinators(uow, volunteer, placement_id)
    own = owns(uow.actor, volunteer.person_key)
    day = _day_of(uow, command, own)
    if placement.status not in (CONFIRMED, ENDED) or placement.confirmed_on is None:
        raise domain.PlacementIsNotConfirmed
    first = max(placement.starts_on or placement.confirmed_on, placement.confirmed_on)
    last = min((end for end in (placement.ends_on, placement.ended_on) if end), default=None)
    domain.day_lies_in_the_placement(day, first, last)
    await _change_day(uow, volunteer.id, day, command.minutes)
    entry_id = uuid4()
    await uow.connection.execute(
        insert(hours).values(
            id=entry_id,
            placement_id=placement_id,
            volunteer_id=volunteer.id,
            day=day,
            minutes=command.minutes,
            told_by="volunteer" if own else "coordinator",
        )
    )
    total = await _change_placement(uow, placement, command.minutes)
    await tell_logged(uow, placement, opportunity, volunteer, entry_id, command.minutes, day)
    return LoggedHours(entry_id=entry_id, minutes=command.minutes, total_minutes=total)


def _day_of(uow: UnitOfWork, command: LogHours, own: bool) -> date:
    """Volunteers enter the last weeks of their own time without giving a reason."""
    day = command.occurred_on
    if own and day and domain.may_still_be_told_by_the_volunteer(day, uow.today):
        return day
    return command.occurred(uow)


async def correct_hours(uow: UnitOfWork, entry_id: UUID, command: CorrectHours) -> LoggedHours:
    """Puts an entry right; the first figure and every change stay on record."""
    day = command.occurred(uow)
    wanted = select(hours).where(hours.c.id == entry_id)
    known = (await uow.connection.execute(wanted)).one_or_none()
    if known is None:
        raise NotFound("entry", entry_id)
    volunteer, opportunity, placement = await lock_placement(uow, known.placement_id)
    try:
        is_own_or_coordinators(uow, volunteer, known.placement_id)
    except NotYours:
        # Another's entry is not to be told from none.
        raise NotYours("entry", entry_id) from None
    entry = (await uow.connection.execute(wanted)).one()
    if day < entry.day:
        raise Unprocessable("It cannot be corrected before it was.", pointer="/occurred_on")
    change = domain.change_of(entry.minutes, command.minutes)
    await _change_day(uow, volunteer.id, entry.day, change)
    await uow.connection.execute(
        update(hours).where(hours.c.id == entry_id).values(minutes=command.minutes)
    )
    await uow.connection.execute(
        insert(hour_corrections).values(
            id=uuid4(),
            entry_id=entry_id,
            change=change,
            reason=command.reason,
            note=command.note,
            corrected_on=day,
        )
    )
    total = await _change_placement(uow, placement, change)
    await tell_corrected(uow, placement, opportunity, entry, change, command.reason, day)
    return LoggedHours(entry_id=entry_id, minutes=command.minutes, total_minutes=total)


async def _change_day(uow: UnitOfWork, volunteer_id: UUID, day: date, change: int) -> None:
    """Adds to a volunteer's day; their row is locked, so nobody adds at the same time."""
    mine = (volunteer_days.c.volunteer_id == volunteer_id, volunteer_days.c.day == day)
    found = await uow.connection.execute(select(volunteer_days.c.minutes).where(*mine))
    total = domain.within_one_day(found.scalar_one_or_none() or 0, change)
    entered = upsert(volunteer_days).values(volunteer_id=volunteer_id, day=day, minutes=total)
    await uow.connection.execute(
        entered.on_conflict_do_update(
            index_elements=["volunteer_id", "day"], set_={"minutes": total}
        )
    )


async def _change_placement(uow: UnitOfWork, placement: Row[Any], change: int) -> int:
    changed = (
        update(placements)
        .where(placements.c.id == placement.id)
        .values(minutes=placements.c.minutes + change)
        .returning(placements.c.minutes)
    )
    total: int = (await uow.connection.execute(changed)).scalar_one()
    return total
