"""Ending a listing: by whoever posted it, by a moderator, or when its time is over."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from servicekit import NotFound, UnitOfWork
from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.listings.domain import CLOSED, POSTED
from volunteers.listings.publishing import tell_closed
from volunteers.listings.tables import listing_replies, listings

EXPIRY_JOB = "listing-expiry"


async def lock_listing(connection: AsyncConnection, listing_id: UUID) -> Row[Any]:
    """The listing's row, locked."""
    wanted = select(listings).where(listings.c.id == listing_id).with_for_update()
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound("listing", listing_id)
    return row


async def close_locked(uow: UnitOfWork, row: Row[Any], reason: str, day: date) -> None:
    """Closes a posted listing whose row is locked."""
    answered = select(func.count()).where(listing_replies.c.listing_id == row.id)
    replies = (await uow.connection.execute(answered)).scalar_one()
    await uow.connection.execute(
        update(listings)
        .where(listings.c.id == row.id)
        .values(status=CLOSED, closed_on=day, status_reason=reason)
    )
    await tell_closed(uow, row, reason, replies, day)


async def run_listing_expiry(uow: UnitOfWork, payload: dict[str, Any]) -> None:
    """The job: a listing that is still there after its last day is closed."""
    row = await lock_listing(uow.connection, UUID(payload["listing_id"]))
    if row.status == POSTED:
        await close_locked(uow, row, "expired", uow.today)
