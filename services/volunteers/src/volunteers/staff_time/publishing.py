"""What is told of staff time."""

from __future__ import annotations

from typing import Any

from civic_contracts.events.volunteers import StaffTimeGiven
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
