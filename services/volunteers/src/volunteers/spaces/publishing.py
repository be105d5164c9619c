"""What is told of spaces; one that waits for a moderator is not told of."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from civic_contracts.events.volunteers import (
    SpaceOffered,
    SpacePledged,
    SpaceReleased,
    SpaceTextWithdrawn,
    SpaceUseCorrected,
    SpaceUsed,
)
from civic_contracts.fields import PublicText
from servicekit import UnitOfWork
from sqlalchemy import Row


def _subject(row: Row[Any], **instead: UUID | None) -> dict[str, Any]:
    return {
        "space_id": row.id,
        "idea_id": row.idea_id,
        "project_id": row.project_id,
        "ward": row.ward,
        **instead,
    }


async def tell_offered(uow: UnitOfWork, row: Row[Any]) -> UUID:
    """A space may be used; returns the event's id, by which its text can be withdrawn."""
    event = SpaceOffered(
        **_subject(row, urgent_need_id=row.offered_for_need_id),
        occurred_on=row.offered_on,
        organisation=row.organisation,
        title=PublicText(text=row.title),
        kind=row.kind,
        facilities=tuple(row.facilities),
        capacity=row.capacity,
        temporary=row.temporary,
        available_from=row.available_from,
        available_until=row.available_until,
    )
    return await uow.publish(event, subject=row.id)


async def tell_text_withdrawn(uow: UnitOfWork, row: Row[Any], reason: str, day: date) -> None:
    """What was told of the space in words is to be erased everywhere."""
    event = SpaceTextWithdrawn(
        **_subject(row), occurred_on=day, event_ids=tuple(row.told_event_ids), reason=reason
    )
    await uow.publish(event, subject=row.id)


async def tell_pledged(uow: UnitOfWork, row: Row[Any], pledge: Row[Any]) -> None:
    """Free use was promised."""
    event = SpacePledged(
        **_subject(row),
        occurred_on=pledge.pledged_on,
        organisation=row.organisation,
        pledge_id=pledge.id,
        pattern=pledge.pattern,
        minutes_a_week=pledge.minutes_a_week,
        minutes_a_year=pledge.minutes_a_year,
        starts_on=pledge.starts_on,
        ends_on=pledge.ends_on,
    )
    await uow.publish(event, subject=row.id)


async def tell_used(uow: UnitOfWork, row: Row[Any], use: Row[Any], **instead: UUID | None) -> None:
    """The space was used; ``instead`` are the idea and the need of an urgent need."""
    event = SpaceUsed(
        **_subject(row, **instead),
        occurred_on=use.used_on,
        purpose=use.purpose,
        minutes=use.minutes,
        people=use.people,
        group_id=use.group_id,
        pledge_id=use.pledge_id,
        use_id=use.id,
    )
    await uow.publish(event, subject=row.id)


async def tell_use_corrected(
    uow: UnitOfWork, row: Row[Any], use: Row[Any], change: int, reason: str, day: date
) -> None:
    """A use was noted wrongly by ``change`` minutes, as was found on ``day``."""
    event = SpaceUseCorrected(
        **_subject(row),
        occurred_on=day,
        use_id=use.id,
        purpose=use.purpose,
        minutes=use.minutes,
        change=change,
        people=use.people,
        group_id=use.group_id,
        pledge_id=use.pledge_id,
        reason=reason,
        given_on=use.used_on,
    )
    await uow.publish(event, subject=row.id)


async def tell_released(
    uow: UnitOfWork,
    row: Row[Any],
    reason: str,
    day: date,
    *,
    stays_offered: bool,
    fell_through: bool = False,
    **instead: UUID | None,
) -> None:
    """The space is no longer offered, or free again; ``instead`` as for its use by a need."""
    event = SpaceReleased(
        **_subject(row, **instead),
        occurred_on=day,
        reason=reason,
        stays_offered=stays_offered,
        fell_through=fell_through,
    )
    await uow.publish(event, subject=row.id)
