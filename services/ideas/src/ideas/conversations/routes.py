"""JSON of conversations."""

from __future__ import annotations

from uuid import UUID

from fastapi.responses import Response
from servicekit import public
from servicekit.web import Api, Execute, Reading

from ideas.conversations.commands import (
    CloseConversation,
    HoldEvent,
    OpenConversation,
    close_conversation,
    hold_event,
    open_conversation,
)
from ideas.conversations.queries import (
    ConversationDetail,
    ConversationPage,
    conversation_detail,
    list_conversations,
)
from ideas.conversations.sheets import SynchroniseSheet, synchronise_sheet
from ideas.conversations.withdrawing import withdraw_words_of_meeting
from ideas.paging import Limit
from ideas.policies import may_host_conversations, may_moderate
from ideas.promise import Promise
from ideas.threads.own_words import WithdrawWords

api = Api(tags=["conversations"])


@api.post("/conversations", permit=may_host_conversations)
async def post_conversation(command: OpenConversation, execute: Execute) -> Response:
    """Opens a round of listening."""
    return await execute(lambda uow: open_conversation(uow, command))


@api.post("/conversations/{conversation_id}/events", permit=may_host_conversations)
async def post_event(conversation_id: UUID, command: HoldEvent, execute: Execute) -> Response:
    """Enters a meeting that took place."""
    return await execute(lambda uow: hold_event(uow, conversation_id, command))


@api.post("/conversations/{conversation_id}/table-sheets", permit=may_host_conversations)
async def post_table_sheet(
    conversation_id: UUID, command: SynchroniseSheet, execute: Execute, promise: Promise
) -> Response:
    """Takes in a table's sheet, as often as it is sent."""
    return await execute(lambda uow: synchronise_sheet(uow, conversation_id, command, promise))


@api.post("/conversations/{conversation_id}/close", permit=may_host_conversations, status_code=200)
async def post_closing(
    conversation_id: UUID, command: CloseConversation, execute: Execute
) -> Response:
    """Closes a round of listening."""
    return await execute(lambda uow: close_conversation(uow, conversation_id, command), status=200)


@api.get("/conversations", permit=public)
async def get_conversations(
    reading: Reading, after: UUID | None = None, limit: Limit = 50
) -> ConversationPage:
    """Conversations, the latest first."""
    return await list_conversations(reading.connection, after=after, limit=limit)


@api.get("/conversations/{conversation_id}", permit=public)
async def get_conversation(conversation_id: UUID, reading: Reading) -> ConversationDetail:
    """One conversation with its meetings."""
    return await conversation_detail(reading.connection, conversation_id)


@api.post(
    "/conversations/{conversation_id}/events/{event_id}/withdraw-words",
    permit=may_moderate,
    status_code=200,
)
async def post_withdrawn_words(
    conversation_id: UUID, event_id: UUID, command: WithdrawWords, execute: Execute
) -> Response:
    """Takes back what was said at a meeting."""
    return await execute(
        lambda uow: withdraw_words_of_meeting(uow, conversation_id, event_id, command),
        status=200,
    )
