"""How a need that was met comes to stand again: what was found for it fell through."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from servicekit import UnitOfWork
from sqlalchemy import delete, update

from ideas.urgent_needs import domain, publishing
from ideas.urgent_needs.tables import count_spaces, found_spaces, urgent_needs


class GivenBack(NamedTuple):
    """Which space a need no longer has, since when and why; whether the need is left without."""

    space_id: UUID
    on: date
    reason: str
    fell_through: bool


async def space_was_given_back(uow: UnitOfWork, need: domain.UrgentNeed, back: GivenBack) -> None:
    """Forgets a space that was found for a locked need, which then stands again if it has too few.

    A need that is over keeps what was found for it.
    """
    if need.met_at is not None and not back.fell_through:
        return
    found = found_spaces.c.urgent_need_id == need.id, found_spaces.c.space_id == back.space_id
    gone = await uow.connection.execute(delete(found_spaces).where(*found))
    left = await count_spaces(uow.connection, need.id)
    if gone.rowcount and domain.stands_again(need, back.space_id, left):
        await _reopen(uow, need, back)


async def _reopen(uow: UnitOfWork, need: domain.UrgentNeed, back: GivenBack) -> None:
    """Lets the clock run on, as if it had never stopped, and tells of it."""
    day = max(back.on, domain.day_of_meeting(need))
    overdue_at = need.overdue_at or (uow.now if uow.now >= need.deadline else None)
    await uow.connection.execute(
        update(urgent_needs)
        .where(urgent_needs.c.id == need.id)
        .values(
            met_at=None,
            hours_taken=None,
            how=None,
            space_id=None,
            overdue_at=overdue_at,
            reopened_on=day,
        )
    )
    await publishing.tell_reopened(uow, need, back.space_id, back.reason, day)
