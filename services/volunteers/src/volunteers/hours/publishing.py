"""What is told of hours: minutes and a day, never whose."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from civic_contracts.events.volunteers import PlacementHoursCorrected, PlacementHoursLogged
from servicekit import UnitOfWork
from sqlalchemy import Row

from volunteers.placements.publishing import subject_of


async def tell_logged(
    uow: UnitOfWork,
    placement: Row[Any],
    opportunity: Row[Any],
    volunteer: Row[Any],
    entry_id: UUID,
    minutes: int,
    day: date,
) -> None:
    """Time was given on ``day``."""
    event = PlacementHoursLogged(
        **subject_of(placement, opportunity),
        occurred_on=day,
        entry_id=entry_id,
        minutes=minutes,
        volunteer_kind=volunteer.kind,
        department=volunteer.department,
    )
    await uow.publish(event, subject=placement.id)


async def tell_corrected(
    uow: UnitOfWork,
    placement: Row[Any],
    opportunity: Row[Any],
    entry: Row[Any],
    change: int,
    reason: str,
    day: date,
) -> None:
    """An entry was wrong by ``change`` minutes, as was found on ``day``."""
    event = PlacementHoursCorrected(
        **subject_of(placement, opportunity),
        occurred_on=day,
        entry_id=entry.id,
        change=change,
        reason=reason,
        given_on=entry.day,
    )
    await uow.publish(event, subject=placement.id)
