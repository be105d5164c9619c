"""What is told of opportunities."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from civic_contracts.events.volunteers import (
    OpportunityClosed,
    OpportunityFilled,
    OpportunityOpened,
    OpportunityReopened,
    OpportunityTextWithdrawn,
)
from civic_contracts.fields import PublicText
from servicekit import UnitOfWork
from sqlalchemy import Row


def _subject(row: Row[Any]) -> dict[str, Any]:
    return {
        "opportunity_id": row.id,
        "project_id": row.project_id,
        "idea_id": row.idea_id,
        "urgent_need_id": row.urgent_need_id,
    }


async def tell_opened(uow: UnitOfWork, row: Row[Any]) -> UUID:
    """Volunteers are wanted; returns the event's id, by which its text can be withdrawn."""
    event = OpportunityOpened(
        **_subject(row),
        occurred_on=row.opened_on,
        title=PublicText(text=row.title),
        role=row.role,
        places=row.places,
        ward=row.ward,
        theme=row.theme,
        organisation=row.organisation,
        department=row.department,
        pilot=row.pilot,
        check_level=row.check_level,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )
    return await uow.publish(event, subject=row.id)


async def tell_text_withdrawn(
    uow: UnitOfWork, row: Row[Any], reason: str, day: date, *, title: str | None
) -> UUID:
    """What was told of the opportunity in words is to be erased; ``title`` stands instead."""
    event = OpportunityTextWithdrawn(
        **_subject(row),
        occurred_on=day,
        event_ids=tuple(row.told_event_ids),
        reason=reason,
        title=PublicText(text=title) if title else None,
    )
    return await uow.publish(event, subject=row.id)


async def tell_filled(uow: UnitOfWork, row: Row[Any], day: date) -> None:
    """Every place is taken."""
    event = OpportunityFilled(**_subject(row), occurred_on=day, places=row.places)
    await uow.publish(event, subject=row.id)


async def tell_closed(uow: UnitOfWork, row: Row[Any], reason: str, day: date) -> None:
    """No more volunteers are taken."""
    event = OpportunityClosed(
        **_subject(row), occurred_on=day, reason=reason, places=row.places, filled=row.filled
    )
    await uow.publish(event, subject=row.id)


async def tell_reopened(uow: UnitOfWork, row: Row[Any], reason: str, day: date) -> None:
    """Volunteers are taken again."""
    event = OpportunityReopened(
        **_subject(row), occurred_on=day, reason=reason, places=row.places, filled=row.filled
    )
    await uow.publish(event, subject=row.id)
