"""Taking somebody's listings and replies out of the swap-shop for good."""

from __future__ import annotations

from servicekit import UnitOfWork
from sqlalchemy import delete, or_, select, update

from volunteers.listings.closing import close_locked
from volunteers.listings.domain import POSTED, REFUSED, WAITING
from volunteers.listings.publishing import tell_text_withdrawn
from volunteers.listings.tables import listing_replies, listings

BLANK = {"owner_key": None, "title": "", "about": ""}
NEVER_POSTED = {"status": REFUSED, "status_reason": "person-erased"}


async def erase_listings_of(uow: UnitOfWork, person_key: str) -> int:
    """Closes and blanks listings, withdraws their texts, deletes replies; returns how many.

    Each is told unlinked, so that nobody learns what else was this person's. Replies to the
    listings go with those that the person sent: they were for this person's eyes alone. What
    waits for a moderator waits no more.
    """
    wanted = select(listings).where(listings.c.owner_key == person_key)
    mine = (await uow.connection.execute(wanted.order_by(listings.c.id).with_for_update())).all()
    for row in mine:
        apart = await uow.unlinked()
        if row.status == POSTED:
            await close_locked(apart, row, "withdrawn", uow.today)
        if row.posted_event_id is not None:
            await tell_text_withdrawn(apart, row, "person-erased", uow.today)
    ids = [row.id for row in mine]
    waiting = update(listings).where(listings.c.id.in_(ids), listings.c.status == WAITING)
    await uow.connection.execute(waiting.values(**NEVER_POSTED))
    blanked = update(listings).where(listings.c.id.in_(ids)).values(**BLANK)
    await uow.connection.execute(blanked)
    replies = delete(listing_replies).where(
        or_(listing_replies.c.sender_key == person_key, listing_replies.c.listing_id.in_(ids))
    )
    return len(mine) + (await uow.connection.execute(replies)).rowcount
