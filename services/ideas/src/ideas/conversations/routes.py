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
from ideas.paging import Limit
from ideas.policies import may_host_conversations
from ideas.promise import Promise

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
