"""Listings of the swap-shop that belong to an idea."""

from __future__ import annotations

from civic_contracts.envelope import Envelope
from civic_contracts.events.volunteers import ListingPosted
from servicekit import Handlers, UnitOfWork

from ideas.inbound.following import follow
from ideas.threads.step import Step
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
