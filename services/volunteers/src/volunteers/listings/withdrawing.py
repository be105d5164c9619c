"""Words of a listing that are withdrawn: here, and in what was told of it."""

from __future__ import annotations

from uuid import UUID

from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText
from sqlalchemy import update

from volunteers.chronology import comes_after
from volunteers.listings.closing import close_locked, lock_listing
from volunteers.listings.commands import ListingState
from volunteers.listings.domain import CLOSED, POSTED, REFUSED, WAITING
from volunteers.listings.publishing import tell_text_withdrawn
from volunteers.listings.tables import listings
from volunteers.schemes.withdrawing import INSTEAD


class WithdrawListingWords(Command):
    """The words must not be shown any more."""

    reason: CodeText


async def withdraw_words(
    uow: UnitOfWork, listing_id: UUID, command: WithdrawListingWords
) -> ListingState:
    """A moderator takes the words away for good.

    Nobody answers a listing that says nothing, and none that waits is posted without its words.
    """
    day = command.occurred(uow)
    row = await lock_listing(uow.connection, listing_id)
    comes_after(day, {"was posted": row.posted_on})
    if row.status == POSTED:
        await close_locked(uow, row, "words-withdrawn", day)
    if row.status == WAITING:
        kept_out = {"status": REFUSED, "status_reason": command.reason}
        await uow.connection.execute(
            update(listings).where(listings.c.id == listing_id).values(**kept_out)
        )
    await uow.connection.execute(
        update(listings).where(listings.c.id == listing_id).values(title=INSTEAD, about="")
    )
    if row.posted_event_id is not None:
        await tell_text_withdrawn(uow, row, command.reason, day)
    await uow.audit("listing-words-withdrawn", str(listing_id), reason=command.reason)
    status = {POSTED: CLOSED, WAITING: REFUSED}.get(row.status, row.status)
    return ListingState(listing_id=listing_id, status=status)
