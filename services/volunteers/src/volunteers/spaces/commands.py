"""Pledging free use of a space, and noting that it was used."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, Field
from servicekit import UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText
from sqlalchemy import Row, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from volunteers.fields import Day, DayMinutes, Minutes, People
from volunteers.groups.tables import groups
from volunteers.spaces import domain
from volunteers.spaces.offering import is_own_or_staffs, lock_space
from volunteers.spaces.publishing import tell_pledged, tell_used
from volunteers.spaces.tables import pledges, space_uses

WeekMinutes = Field(default=domain.PLEDGED_MINUTES_A_WEEK, le=7 * 1440)
YearMinutes = Field(default=domain.PLEDGED_MINUTES_A_YEAR, le=366 * 1440)


class PledgeSpace(Command):
    """Free use is promised: each week, or as many hours within a period.

    A weekly pledge says how many minutes a week; a concentrated one how many a year, between
    ``starts_on`` and ``ends_on``.
    """

    pattern: Literal["weekly", "concentrated"] = "weekly"
    minutes_a_week: Minutes = WeekMinutes
    minutes_a_year: Minutes = YearMinutes
    starts_on: Day
    ends_on: Day | None = None


class UseSpace(Command):
    """The space was used on ``occurred_on``."""

    purpose: CodeText
    minutes: DayMinutes = Field(ge=1)
    people: People | None = None
    group_id: UUID | None = None
    pledge_id: UUID | None = None


class PledgedSpace(BaseModel):
    """Which pledge, and what it is in a year."""

    pledge_id: UUID
    minutes_a_week: int
    minutes_a_year: int


class UsedSpace(BaseModel):
    """Which use was noted."""

    use_id: UUID


async def pledge_space(uow: UnitOfWork, space_id: UUID, command: PledgeSpace) -> PledgedSpace:
    """Keeps the promise of free use; a space has one pledge at a time, and another one after it."""
    day = command.occurred(uow)
    row = await lock_space(uow.connection, space_id)
    is_own_or_staffs(uow, row)
    domain.space_is_offered(row.status)
    if command.ends_on is not None and command.ends_on < command.starts_on:
        raise Unprocessable("It ends before it starts.", pointer="/ends_on")
    promised = (command.starts_on, command.ends_on)
    first, last = domain.days_of_a_pledge(promised, (row.available_from, row.available_until))
    a_week, a_year = _amounts(command, first, last)
    made = upsert(pledges).values(
        id=uuid4(),
        space_id=space_id,
        pattern=command.pattern,
        minutes_a_week=a_week,
        minutes_a_year=a_year,
        starts_on=first,
        ends_on=last,
        pledged_on=day,
    )
    stored = await uow.connection.execute(made.on_conflict_do_nothing().returning(pledges))
    pledge = stored.one_or_none()
    if pledge is None:
        raise domain.SpaceIsPledgedAlready
    await tell_pledged(uow, row, pledge)
    return PledgedSpace(pledge_id=pledge.id, minutes_a_week=a_week, minutes_a_year=a_year)


def _amounts(command: PledgeSpace, first: date, last: date | None) -> tuple[int, int]:
    """Minutes a week and a year."""
    if command.pattern == domain.WEEKLY:
        return command.minutes_a_week, domain.weekly_pledge(command.minutes_a_week, first, last)
    if command.ends_on is None or last is None:
        raise Unprocessable("Say between which days.", pointer="/ends_on")
    a_week = domain.concentrated_pledge(command.minutes_a_year, first, last)
    return a_week, command.minutes_a_year


async def use_space(uow: UnitOfWork, space_id: UUID, command: UseSpace) -> UsedSpace:
    """Notes that the space was used."""
    day = command.occurred(uow)
    row = await lock_space(uow.connection, space_id)
    is_own_or_staffs(uow, row)
    domain.space_is_offered(row.status)
    domain.space_is_available_on(day, row.available_from, row.available_until)
    if command.group_id is not None:
        await _group_is_known(uow, command.group_id)
    pledge_id = await _pledge_of(uow, row, command.pledge_id, day)
    domain.used_within_one_day(await used_on(uow, space_id, day), command.minutes)
    made = insert(space_uses).values(
        id=uuid4(),
        space_id=space_id,
        used_on=day,
        purpose=command.purpose,
        minutes=command.minutes,
        people=command.people,
        group_id=command.group_id,
        pledge_id=pledge_id,
    )
    use = (await uow.connection.execute(made.returning(space_uses))).one()
    await tell_used(uow, row, use)
    return UsedSpace(use_id=use.id)


async def _group_is_known(uow: UnitOfWork, group_id: UUID) -> None:
    found = await uow.connection.execute(select(groups.c.id).where(groups.c.id == group_id))
    if found.one_or_none() is None:
        raise Unprocessable("There is no such group.", pointer="/group_id")


async def used_on(uow: UnitOfWork, space_id: UUID, day: date) -> int:
    """The minutes that were noted of a day; the space's lock keeps others from adding to them."""
    minutes = func.coalesce(func.sum(space_uses.c.minutes), 0)
    of_day = (space_uses.c.space_id == space_id, space_uses.c.used_on == day)
    return int((await uow.connection.execute(select(minutes).where(*of_day))).scalar_one())


async def _pledge_of(uow: UnitOfWork, row: Row[Any], named: UUID | None, day: date) -> UUID | None:
    """The pledge that a use counts towards, if one was named."""
    if named is None:
        return None
    of_space = (pledges.c.space_id == row.id, pledges.c.ended_on.is_(None))
    wanted = select(pledges).where(pledges.c.id == named, *of_space)
    pledge = (await uow.connection.execute(wanted)).one_or_none()
    if pledge is None:
        raise domain.PledgeIsOfAnotherSpace
    domain.use_lies_within_the_pledge(day, pledge.starts_on, pledge.ends_on)
    return named
