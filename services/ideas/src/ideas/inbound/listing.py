"""Listings of the swap-shop that belong to an idea."""

from __future__ import annotations

from civic_contracts.envelope import Envelope
from civic_contracts.events.volunteers import ListingClosed, ListingPosted, ListingTextWithdrawn
from servicekit import Handlers, UnitOfWork

from ideas.inbound.following import follow
from ideas.threads.step import Figure, Step
from ideas.threads.withdrawing import withdraw_texts
from ideas.threads.wording import phrase, ward_name

HANDLERS = Handlers()


@HANDLERS.on(ListingPosted)
async def listing_posted(uow: UnitOfWork, event: ListingPosted, envelope: Envelope) -> None:
    """Something was listed: an event, a skill offered or wanted."""
    if event.idea_id is None:
        return
    step = Step(
        on=event.occurred_on,
        service="volunteers",
        kind="listing.posted",
        what=f"Listed in the swap-shop: {event.title.text}",
        who=ward_name(uow.council, event.ward),
        text=f"Kind of listing: {phrase(event.kind)}.",
    )
    await follow(uow, envelope, event.idea_id, step)


@HANDLERS.on(ListingClosed)
async def listing_closed(uow: UnitOfWork, event: ListingClosed, envelope: Envelope) -> None:
    """The listing ended: taken up, expired or removed."""
    if event.idea_id is None:
        return
    step = Step(
        on=event.occurred_on,
        service="volunteers",
        kind="listing.closed",
        what=f"A listing of the swap-shop ended: {phrase(event.reason)}",
        who="Swap-shop",
        measures=(Figure("replies", event.replies, "replies"),) if event.replies else (),
    )
    await follow(uow, envelope, event.idea_id, step)


@HANDLERS.on(ListingTextWithdrawn)
async def texts_withdrawn(uow: UnitOfWork, event: ListingTextWithdrawn, envelope: Envelope) -> None:
    """The words of these events are gone from every thread."""
    await withdraw_texts(uow.connection, event.event_ids, event.occurred_on)
