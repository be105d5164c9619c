"""What is told of checks: only that one ran out, never whose."""

from __future__ import annotations

from uuid import UUID

from civic_contracts.events.volunteers import CheckExpired
from servicekit import UnitOfWork


async def tell_expired(uow: UnitOfWork, check_id: UUID, level: str, stopped: int) -> None:
    """The check ran out and so many placements stopped."""
    event = CheckExpired(
        occurred_on=uow.today, check_id=check_id, level=level, shifts_stopped=stopped
    )
    await uow.publish(event, subject=check_id)
