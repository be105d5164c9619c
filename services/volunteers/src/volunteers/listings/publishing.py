"""What is told of listings; replies are told to nobody but who posted."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from civic_contracts.events.volunteers import (
    ListingClosed,
    ListingPosted,
    ListingTextWithdrawn,
)
from civic_contracts.fields import PublicText
from servicekit import UnitOfWork
from sqlalchemy import Row


async def tell_posted(uow: UnitOfWork, row: Row[Any]) -> UUID:
    """A listing may be seen; returns the event's id, by which its text can be withdrawn."""
    event = ListingPosted(
        occurred_on=row.posted_on,
        listing_id=row.id,
        idea_id=row.idea_id,
        kind=row.kind,
        title=PublicText(text=row.title),
        ward=row.ward,
        expires_on=row.expires_on,
    )
    return await uow.publish(event, subject=row.id)


async def tell_closed(uow: UnitOfWork, row: Row[Any], reason: str, replies: int, day: date) -> None:
    """The listing ended."""
    event = ListingClosed(
        occurred_on=day, listing_id=row.id, idea_id=row.idea_id, reason=reason, replies=replies
    )
    await uow.publish(event, subject=row.id)


async def tell_text_withdrawn(uow: UnitOfWork, row: Row[Any], reason: str, day: date) -> None:
    """What was posted is to be erased everywhere."""
    event = ListingTextWithdrawn(
        occurred_on=day,
        listing_id=row.id,
        event_ids=(row.posted_event_id,),
        reason=reason,
    )
    await uow.publish(event, subject=row.id)
