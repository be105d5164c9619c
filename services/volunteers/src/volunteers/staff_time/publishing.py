"""What is told of staff time."""

from __future__ import annotations

from datetime import date
from typing import Any

from civic_contracts.events.volunteers import StaffTimeCorrected, StaffTimeGiven
from servicekit import UnitOfWork
from sqlalchemy import Row


async def tell_given(uow: UnitOfWork, row: Row[Any]) -> None:
    """A department gave time."""
    event = StaffTimeGiven(
        occurred_on=row.given_on,
        staff_time_id=row.id,
        department=row.department,
        ward=row.ward,
        project_id=row.project_id,
        idea_id=row.idea_id,
        people=row.people,
        minutes=row.minutes,
    )
    await uow.publish(event, subject=row.id)


async def tell_corrected(
    uow: UnitOfWork, row: Row[Any], changes: tuple[int, int], reason: str, day: date
) -> None:
    """An entry was wrong by so many minutes and people, as was found on ``day``."""
    change, people_change = changes
    event = StaffTimeCorrected(
        occurred_on=day,
        staff_time_id=row.id,
        department=row.department,
        ward=row.ward,
        project_id=row.project_id,
        idea_id=row.idea_id,
        change=change,
        people_change=people_change,
        reason=reason,
        given_on=row.given_on,
    )
    await uow.publish(event, subject=row.id)
