"""What is heard of ideas: where they come from, what they are called, whether they still stand."""

from __future__ import annotations

from civic_contracts import Envelope
from civic_contracts.events.ideas import (
    IdeaMerged,
    IdeaModerated,
    IdeaSubmitted,
    IdeaTextWithdrawn,
    IdeaUnmerged,
    IdeaWithdrawn,
)
from servicekit import Handlers, UnitOfWork
from sqlalchemy import case, update
from sqlalchemy.dialects.postgresql import insert as upsert

from volunteers.inbound.withdrawal import forget_words_of_needs, withdraw
from volunteers.schemes.tables import ideas
from volunteers.urgent_needs.tables import urgent_needs

HANDLERS = Handlers()


@HANDLERS.on(IdeaSubmitted)
async def know_idea(uow: UnitOfWork, event: IdeaSubmitted, envelope: Envelope) -> None:
    """Groups, spaces and opportunities may be linked to the idea from now on."""
    values = {
        "ward": event.ward,
        "theme": event.theme,
        "title": event.title.text,
        "title_event_id": envelope.id,
        "status": "submitted",
    }
    known = upsert(ideas).values(id=event.idea_id, **values)
    await uow.connection.execute(known.on_conflict_do_update(index_elements=["id"], set_=values))


@HANDLERS.on(IdeaModerated)
async def note_moderation(uow: UnitOfWork, event: IdeaModerated, envelope: Envelope) -> None:
    """A hidden idea loses its title here, and its urgent needs their words.

    One edited or published again gets the title that it has now.
    """
    if event.outcome == "hidden":
        await _change(uow, event, title=None, status="hidden")
        await forget_words_of_needs(uow.connection, urgent_needs.c.idea_id == event.idea_id)
        return
    if event.title is not None:
        await _change(uow, event, title=event.title.text, title_event_id=envelope.id)
    await uow.connection.execute(
        update(ideas)
        .where(ideas.c.id == event.idea_id, ideas.c.status == "hidden")
        .values(status=case((ideas.c.merged_into.is_(None), "submitted"), else_="merged"))
    )


@HANDLERS.on(IdeaMerged)
async def note_merger(uow: UnitOfWork, event: IdeaMerged, envelope: Envelope) -> None:
    """The idea lives on in another."""
    await _change(uow, event, status="merged", merged_into=event.into_idea_id)


@HANDLERS.on(IdeaUnmerged)
async def note_end_of_merger(uow: UnitOfWork, event: IdeaUnmerged, envelope: Envelope) -> None:
    """The idea stands on its own again."""
    await _change(uow, event, status="submitted", merged_into=None)


@HANDLERS.on(IdeaWithdrawn)
async def note_withdrawal(uow: UnitOfWork, event: IdeaWithdrawn, envelope: Envelope) -> None:
    """The owner took the idea back."""
    await _change(uow, event, status="withdrawn")


@HANDLERS.on(IdeaTextWithdrawn)
async def withdraw_words(uow: UnitOfWork, event: IdeaTextWithdrawn, envelope: Envelope) -> None:
    """The words that came with these events go: titles, and those of urgent needs."""
    await withdraw(uow, event.event_ids, event.occurred_on)


async def _change(
    uow: UnitOfWork,
    event: IdeaModerated | IdeaMerged | IdeaUnmerged | IdeaWithdrawn,
    **values: object,
) -> None:
    await uow.connection.execute(update(ideas).where(ideas.c.id == event.idea_id).values(**values))
