"""Taking somebody's listings and replies out of the swap-shop for good."""

from __future__ import annotations

from servicekit import UnitOfWork
from sqlalchemy import delete, select, update

from volunteers.listings.closing import close_locked
from volunteers.listings.domain import POSTED
from volunteers.listings.publishing import tell_text_withdrawn
from volunteers.listings.tables import listing_replies, listings

BLANK = {"owner_key": None, "title": "", "about": ""}


async def erase_listings_of(uow: UnitOfWork, person_key: str) -> int:
    """Closes and blanks listings, withdraws their texts, deletes replies; returns how many.

    Each is told unlinked, so that nobody learns what else was this person's.
    """
    wanted = select(listings).where(listings.c.owner_key == person_key)
    mine = (await uow.connection.execute(wanted.order_by(listings.c.id).with_for_update())).all()
    for row in mine:
        apart = await uow.unlinked()
        if row.status == POSTED:
            await close_locked(apart, row, "withdrawn", uow.today)
        if row.posted_event_id is not None:
            await tell_text_withdrawn(apart, row, "person-erased")
    blanked = update(listings).where(listings.c.owner_key == person_key).values(**BLANK)
    await uow.connection.execute(blanked)
    sent = delete(listing_replies).where(listing_replies.c.sender_key == person_key)
    return len(mine) + (await uow.connection.execute(sent)).rowcount
