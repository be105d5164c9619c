"""What is heard of proposals: that words which an award carried are withdrawn."""

from __future__ import annotations

from civic_contracts import Envelope
from civic_contracts.events.budgets import ProposalTextWithdrawn
from servicekit import Handlers, UnitOfWork
from sqlalchemy import update

from volunteers.inbound.withdrawal import withdraw
from volunteers.schemes.tables import projects

HANDLERS = Handlers()


@HANDLERS.on(ProposalTextWithdrawn)
async def withdraw_words(uow: UnitOfWork, event: ProposalTextWithdrawn, envelope: Envelope) -> None:
    """The words go from the project and its opportunities; a new title takes their place."""
    # A project of a release that did not note with which event its words came: it is one of these.
    of_before = projects.c.id == event.project_id, projects.c.text_event_id.is_(None)
    await uow.connection.execute(
        update(projects).where(*of_before).values(text_event_id=event.event_ids[0])
    )
    instead = (event.title.text, envelope.id) if event.title else None
    await withdraw(uow, event.event_ids, event.occurred_on, instead)
