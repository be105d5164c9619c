"""What is heard of conversations: which service asked, so that a need can say where it arose."""

from __future__ import annotations

from civic_contracts import Envelope
from civic_contracts.events.ideas import ConversationClosed, ConversationOpened
from servicekit import Handlers, UnitOfWork
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as upsert

from volunteers.schemes.tables import conversations
from volunteers.schemes.withdrawing import title_instead

HANDLERS = Handlers()


@HANDLERS.on(ConversationOpened)
async def know_conversation(uow: UnitOfWork, event: ConversationOpened, envelope: Envelope) -> None:
    """A round of listening began."""
    values = {
        "title": await title_instead(uow.connection, envelope.id) or event.title.text,
        "text_event_id": envelope.id,
        "department": event.commissioning_department,
        "status": "open",
    }
    known = upsert(conversations).values(id=event.conversation_id, **values)
    await uow.connection.execute(known.on_conflict_do_update(index_elements=["id"], set_=values))


@HANDLERS.on(ConversationClosed)
async def note_end(uow: UnitOfWork, event: ConversationClosed, envelope: Envelope) -> None:
    """The round ended."""
    ended = update(conversations).where(conversations.c.id == event.conversation_id)
    await uow.connection.execute(ended.values(status="closed"))
