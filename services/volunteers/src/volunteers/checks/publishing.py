"""What is told of checks: only that one ran out or was taken back, never whose."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from civic_contracts.events.volunteers import CheckExpired, CheckRevoked
from servicekit import UnitOfWork


async def tell_expired(uow: UnitOfWork, check_id: UUID, level: str, stopped: int) -> None:
    """The check ran out and so many placements stopped."""
    event = CheckExpired(
        occurred_on=uow.today, check_id=check_id, level=level, shifts_stopped=stopped
    )
    await uow.publish(event, subject=check_id)


async def tell_revoked(
    uow: UnitOfWork, check_id: UUID, level: str, stopped: int, day: date
) -> None:
    """The check was taken back and so many placements stopped; why is nobody's business."""
    event = CheckRevoked(occurred_on=day, check_id=check_id, level=level, shifts_stopped=stopped)
    await uow.publish(event, subject=check_id)
