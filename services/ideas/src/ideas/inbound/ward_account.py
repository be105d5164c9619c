"""Money of a ward's account: on threads only what no other event tells."""

from __future__ import annotations

from uuid import UUID

from civic_contracts.envelope import Envelope
from civic_contracts.events.budgets import LedgerPosted
from servicekit import Handlers, UnitOfWork

from ideas.inbound.following import follow
from ideas.threads.step import GOOD, STOPPED, Money, Step
from ideas.threads.wording import ward_name

HANDLERS = Handlers()

# Commitments and payments are told by awards and agreements; these two come from elsewhere.
FROM_OUTSIDE = {"match-funding": "Match funding came in", "sponsorship": "A sponsor gave money"}
BOOKED_BACK = {
    "match-funding": "Match funding was booked back",
    "sponsorship": "A sponsor's money was booked back",
}


@HANDLERS.on(LedgerPosted)
async def money_from_outside(uow: UnitOfWork, event: LedgerPosted, envelope: Envelope) -> None:
    """Match funding and sponsorship for an idea's project, and what of it is booked back."""
    if event.idea_id is None:
        return
    if event.kind == "correction":
        await _booked_back(uow, event, envelope, event.idea_id)
        return
    if event.kind not in FROM_OUTSIDE:
        return
    amount = sum(posting.amount for posting in event.postings if posting.amount > 0)
    step = Step(
        on=event.occurred_on,
        service="budgets",
        kind="ward-account.ledger-posted",
        what=FROM_OUTSIDE[event.kind],
        who=event.organisation or ward_name(uow.council, event.ward),
        money=(Money(event.kind, amount),),
        tone=GOOD,
    )
    await follow(uow, envelope, event.idea_id, step)


async def _booked_back(
    uow: UnitOfWork, event: LedgerPosted, envelope: Envelope, idea_id: UUID
) -> None:
    """What came in from elsewhere goes back there; other corrections are told by agreements."""
    for posting in event.postings:
        source = posting.account.rpartition(":")[2]
        if posting.amount < 0 or source not in FROM_OUTSIDE:
            continue
        step = Step(
            on=event.occurred_on,
            service="budgets",
            kind="ward-account.ledger-posted",
            what=BOOKED_BACK[source],
            who=event.organisation or ward_name(uow.council, event.ward),
            money=(Money(source, -posting.amount),),
            tone=STOPPED,
        )
        await follow(uow, envelope, idea_id, step)
