"""Ending placements, one or many: by hand, by withdrawal, for want of a check, with a project.

Rows are locked in the order volunteer, opportunity, placement, so that two who end and place at
the same time take turns. What ends because of one person is told unlinked: nobody learns from the
events which places were one person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from servicekit import UnitOfWork
from sqlalchemy import ColumnElement, Row, delete, or_, select, update

from volunteers.checks.domain import rank
from volunteers.opportunities.commands import lock_opportunity
from volunteers.opportunities.tables import opportunities
from volunteers.placements import domain
from volunteers.placements.publishing import tell_ended
from volunteers.placements.tables import bookings, placements


async def end_locked(
    uow: UnitOfWork, placement: Row[Any], opportunity: Row[Any], reason: str, day: date
) -> None:
    """Ends a live placement whose row and opportunity are locked, and frees what it took up.

    A place that was only asked for is refused without an event: it was never told of. What ends it
    may be entered for an earlier day, as a project's end is; it never ends before it was confirmed.
    """
    day = max(day, placement.confirmed_on or placement.asked_on)
    asked_only = placement.status == domain.ASKED
    change = update(placements).where(placements.c.id == placement.id)
    await uow.connection.execute(
        change.values(
            status=domain.REFUSED if asked_only else domain.ENDED, ended_on=day, end_reason=reason
        )
    )
    if asked_only:
        return
    later = bookings.c.day > day
    mine = bookings.c.placement_id == placement.id
    await uow.connection.execute(delete(bookings).where(mine, later))
    await uow.connection.execute(
        update(opportunities)
        .where(opportunities.c.id == opportunity.id)
        .values(filled=opportunities.c.filled - 1)
    )
    await tell_ended(uow, placement, opportunity, reason, day)


async def _live(uow: UnitOfWork, *conditions: ColumnElement[bool]) -> Sequence[UUID]:
    wanted = (
        select(placements.c.opportunity_id)
        .join(opportunities, opportunities.c.id == placements.c.opportunity_id)
        .where(placements.c.status.in_(domain.LIVE), *conditions)
        .distinct()
        .order_by(placements.c.opportunity_id)
    )
    return (await uow.connection.execute(wanted)).scalars().all()


async def _end_in(
    uow: UnitOfWork, opportunity: Row[Any], reason: str, day: date, *which: ColumnElement[bool]
) -> int:
    wanted = select(placements).where(
        placements.c.opportunity_id == opportunity.id,
        placements.c.status.in_(domain.LIVE),
        *which,
    )
    rows = await uow.connection.execute(wanted.order_by(placements.c.id).with_for_update())
    ended = 0
    for placement in rows.all():
        await end_locked(uow, placement, opportunity, reason, day)
        ended += placement.status == domain.CONFIRMED
    return ended


async def end_placements_of_volunteer(
    uow: UnitOfWork, volunteer_id: UUID, reason: str, day: date
) -> int:
    """Ends every live placement of a volunteer whose row is locked; returns how many."""
    mine = placements.c.volunteer_id == volunteer_id
    ended = 0
    for opportunity_id in await _live(uow, mine):
        opportunity = await lock_opportunity(uow.connection, opportunity_id)
        ended += await _end_in(await uow.unlinked(), opportunity, reason, day, mine)
    return ended


async def end_unchecked_placements(
    uow: UnitOfWork, volunteer_id: UUID, held: str, reason: str
) -> int:
    """Ends what a volunteer may no longer do with the check level ``held``; returns how many.

    What lies wholly in the past stays as it was.
    """
    mine = placements.c.volunteer_id == volunteer_id
    not_over = or_(placements.c.ends_on.is_(None), placements.c.ends_on >= uow.today)
    ended = 0
    for opportunity_id in await _live(uow, mine, not_over):
        opportunity = await lock_opportunity(uow.connection, opportunity_id)
        if rank(opportunity.check_level) > rank(held):
            apart = await uow.unlinked()
            ended += await _end_in(apart, opportunity, reason, uow.today, mine, not_over)
    return ended


async def end_placements_in(uow: UnitOfWork, opportunity: Row[Any], reason: str, day: date) -> int:
    """Ends every live placement of an opportunity whose row is locked; returns how many."""
    return await _end_in(uow, opportunity, reason, day)
