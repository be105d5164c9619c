"""Taking back what was said at a meeting; who came, and how many, stays."""

from __future__ import annotations

from uuid import UUID

from servicekit import NotFound, UnitOfWork
from sqlalchemy import case, select, update

from ideas.conversations import publishing
from ideas.conversations.tables import lock_conversation, meetings
from ideas.threads.own_words import WithdrawnWords, WithdrawWords, take_words_back
from ideas.threads.withdrawing import INSTEAD


async def withdraw_words_of_meeting(
    uow: UnitOfWork, conversation_id: UUID, meeting_id: UUID, command: WithdrawWords
) -> WithdrawnWords:
    """Erases the comments and the topic that was chosen, here and in what was told."""
    await lock_conversation(uow.connection, conversation_id)
    query = select(meetings.c.id).where(
        meetings.c.id == meeting_id, meetings.c.conversation_id == conversation_id
    )
    if (await uow.connection.execute(query)).one_or_none() is None:
        raise NotFound("meeting", meeting_id)
    day = command.occurred(uow)
    event_ids = await take_words_back(uow, meeting_id, day)
    topic = case((meetings.c.topic_change.is_not(None), INSTEAD))
    await uow.connection.execute(
        update(meetings).where(meetings.c.id == meeting_id).values(comments=[], topic_change=topic)
    )
    if event_ids:
        await publishing.tell_words_withdrawn(uow, conversation_id, event_ids, command.reason, day)
    await uow.audit("meeting.words-withdrawn", str(meeting_id), reason=command.reason)
    return WithdrawnWords(events=len(event_ids))
