"""What is heard of proposals: that words which an award carried are withdrawn."""

from __future__ import annotations

from civic_contracts import Envelope
from civic_contracts.events.budgets import ProposalTextWithdrawn
from servicekit import Handlers, UnitOfWork

from volunteers.inbound.withdrawal import withdraw

HANDLERS = Handlers()


@HANDLERS.on(ProposalTextWithdrawn)
async def withdraw_words(uow: UnitOfWork, event: ProposalTextWithdrawn, envelope: Envelope) -> None:
    """The words go from the project and its opportunities; a new title takes their place."""
    instead = (event.title.text, envelope.id) if event.title else None
    await withdraw(uow, event.event_ids, event.occurred_on, instead)
