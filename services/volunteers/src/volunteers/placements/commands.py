"""Asking for a place; confirming, refusing and ending one."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel
from servicekit import NotFound, NotYours, Role, UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText, LongText
from sqlalchemy import Row, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from volunteers.checks.commands import checks_of
from volunteers.checks.domain import is_checked_well_enough
from volunteers.chronology import comes_after
from volunteers.fields import Day
from volunteers.hours.tables import last_day_of_hours
from volunteers.opportunities.commands import lock_opportunity
from volunteers.opportunities.domain import (
    days_taken_up,
    has_a_free_place,
    is_not_over,
    last_day_on,
    takes_volunteers,
)
from volunteers.opportunities.publishing import tell_filled
from volunteers.opportunities.tables import opportunities
from volunteers.placements import domain
from volunteers.placements.ending import end_locked
from volunteers.placements.publishing import tell_confirmed
from volunteers.placements.tables import bookings, placements
from volunteers.policies import owns
from volunteers.profiles.domain import volunteer_is_active
from volunteers.profiles.queries import lock_volunteer, own_volunteer_id


class AskToHelp(Command):
    """I would like to help."""

    message: LongText | None = None


class PlaceVolunteer(Command):
    """A coordinator gives a volunteer a place at once."""

    volunteer_id: UUID
    starts_on: Day | None = None
    ends_on: Day | None = None


class ConfirmPlacement(Command):
    """A coordinator gives the place that was asked for."""

    starts_on: Day | None = None
    ends_on: Day | None = None


class RefusePlacement(Command):
    """A coordinator cannot give the place that was asked for."""

    reason: CodeText


class EndPlacement(Command):
    """The place is given up, or the work is done."""

    reason: CodeText = "done"


class Placed(BaseModel):
    """Which placement, and how it stands."""

    placement_id: UUID
    status: str


async def ask_to_help(uow: UnitOfWork, opportunity_id: UUID, command: AskToHelp) -> Placed:
    """Puts one's own name down for a place; a coordinator answers."""
    day = command.occurred(uow)
    volunteer_id = await own_volunteer_id(uow.connection, uow.actor)
    volunteer = await lock_volunteer(uow.connection, volunteer_id)
    volunteer_is_active(volunteer.status)
    opportunity = await lock_opportunity(uow.connection, opportunity_id)
    _has_room(opportunity, day)
    placement = await _enter(uow, opportunity, volunteer, day, command.message)
    return Placed(placement_id=placement.id, status=placement.status)


async def place_volunteer(uow: UnitOfWork, opportunity_id: UUID, command: PlaceVolunteer) -> Placed:
    """Gives a volunteer a place, asked for or not."""
    day = command.occurred(uow)
    volunteer = await lock_volunteer(uow.connection, command.volunteer_id)
    opportunity = await lock_opportunity(uow.connection, opportunity_id)
    _has_room(opportunity, day)
    volunteer_is_active(volunteer.status)
    placement = await _enter(uow, opportunity, volunteer, day, None)
    dates = (command.starts_on, command.ends_on)
    return await _confirm(uow, placement, opportunity, volunteer, dates, day)


async def confirm_placement(
    uow: UnitOfWork, placement_id: UUID, command: ConfirmPlacement
) -> Placed:
    """Gives the place, if there is one, the volunteer is free and checked well enough."""
    day = command.occurred(uow)
    volunteer, opportunity, placement = await lock_placement(uow, placement_id)
    domain.is_waiting(placement.status)
    comes_after(day, {"was asked for": placement.asked_on})
    _has_room(opportunity, day)
    volunteer_is_active(volunteer.status)
    dates = (command.starts_on, command.ends_on)
    return await _confirm(uow, placement, opportunity, volunteer, dates, day)


async def refuse_placement(uow: UnitOfWork, placement_id: UUID, command: RefusePlacement) -> Placed:
    """Says no, with a reason."""
    day = command.occurred(uow)
    _, opportunity, placement = await lock_placement(uow, placement_id)
    domain.is_waiting(placement.status)
    comes_after(day, {"was asked for": placement.asked_on})
    await end_locked(uow, placement, opportunity, command.reason, day)
    return Placed(placement_id=placement_id, status=domain.REFUSED)


async def end_placement(uow: UnitOfWork, placement_id: UUID, command: EndPlacement) -> Placed:
    """Ends one's own placement, or as a coordinator anybody's; another's is not to be found."""
    day = command.occurred(uow)
    volunteer, opportunity, placement = await lock_placement(uow, placement_id)
    is_own_or_coordinators(uow, volunteer, placement_id)
    domain.is_live(placement.status)
    given = await last_day_of_hours(uow.connection, placement_id)
    comes_after(
        day,
        {
            "was asked for": placement.asked_on,
            "was confirmed": placement.confirmed_on,
            "has hours that were given": given,
        },
    )
    await end_locked(uow, placement, opportunity, command.reason, day)
    ended = domain.REFUSED if placement.status == domain.ASKED else domain.ENDED
    return Placed(placement_id=placement_id, status=ended)


async def lock_placement(
    uow: UnitOfWork, placement_id: UUID
) -> tuple[Row[Any], Row[Any], Row[Any]]:
    """Volunteer, opportunity and placement, locked in this order; ``NotFound`` if none."""
    wanted = select(placements).where(placements.c.id == placement_id)
    known = (await uow.connection.execute(wanted)).one_or_none()
    if known is None:
        raise NotFound("placement", placement_id)
    volunteer = await lock_volunteer(uow.connection, known.volunteer_id)
    opportunity = await lock_opportunity(uow.connection, known.opportunity_id)
    placement = (await uow.connection.execute(wanted.with_for_update())).one()
    return volunteer, opportunity, placement


def is_own_or_coordinators(uow: UnitOfWork, volunteer: Row[Any], placement_id: UUID) -> None:
    """Raises ``NotYours`` unless the placement is one's own or one coordinates all of them."""
    if not uow.actor.has(Role.VOLUNTEER_COORDINATOR) and not owns(uow.actor, volunteer.person_key):
        raise NotYours("placement", placement_id)


def _has_room(opportunity: Row[Any], day: date) -> None:
    takes_volunteers(opportunity.status)
    is_not_over(_last_day(opportunity, day), day)
    has_a_free_place(opportunity.filled, opportunity.places)


def _last_day(opportunity: Row[Any], day: date) -> date | None:
    of_a_need = opportunity.urgent_need_id is not None
    return last_day_on(day, opportunity.ends_on, until_met=of_a_need)


async def _enter(
    uow: UnitOfWork, opportunity: Row[Any], volunteer: Row[Any], day: date, message: str | None
) -> Row[Any]:
    mine = (
        placements.c.opportunity_id == opportunity.id,
        placements.c.volunteer_id == volunteer.id,
        placements.c.status.in_(domain.LIVE),
    )
    known = (await uow.connection.execute(select(placements.c.id).where(*mine))).one_or_none()
    if known is not None:
        raise domain.PlacedOnceOnly
    made = insert(placements).values(
        id=uuid4(),
        opportunity_id=opportunity.id,
        volunteer_id=volunteer.id,
        status=domain.ASKED,
        message=message,
        asked_on=day,
    )
    row: Row[Any] = (await uow.connection.execute(made.returning(placements))).one()
    return row


async def _confirm(
    uow: UnitOfWork,
    placement: Row[Any],
    opportunity: Row[Any],
    volunteer: Row[Any],
    wanted: tuple[date | None, date | None],
    day: date,
) -> Placed:
    within = (opportunity.starts_on, _last_day(opportunity, day))
    start, end = domain.dates_within(within, wanted, day)
    held = await checks_of(uow.connection, volunteer.id)
    is_checked_well_enough(opportunity.check_level, held, max(start or day, day))
    change = update(placements).where(placements.c.id == placement.id)
    confirmed = change.values(
        status=domain.CONFIRMED, confirmed_on=day, starts_on=start, ends_on=end
    )
    now = (await uow.connection.execute(confirmed.returning(placements))).one()
    await _book(uow, now, opportunity)
    taken = (
        update(opportunities)
        .where(opportunities.c.id == opportunity.id)
        .values(filled=opportunities.c.filled + 1)
        .returning(opportunities)
    )
    opportunity = (await uow.connection.execute(taken)).one()
    await tell_confirmed(uow, now, opportunity, volunteer, day)
    if opportunity.filled == opportunity.places:
        await tell_filled(uow, opportunity, day)
    return Placed(placement_id=now.id, status=now.status)


async def _book(uow: UnitOfWork, placement: Row[Any], opportunity: Row[Any]) -> None:
    """Books the days of the placement; the key of the table refuses a second booking."""
    days = days_taken_up(opportunity.attendance, placement.starts_on, placement.ends_on)
    if not days:
        return
    rows = [
        {
            "volunteer_id": placement.volunteer_id,
            "day": day,
            "part": part,
            "placement_id": placement.id,
        }
        for day in days
        for part in opportunity.parts
    ]
    booking = upsert(bookings).on_conflict_do_nothing().returning(bookings.c.day)
    booked = await uow.connection.execute(booking.values(rows))
    if len(booked.all()) < len(rows):
        raise domain.BookedAtThatTime
