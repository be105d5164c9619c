"""Conversations as everybody may read them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from servicekit import NotFound
from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.conversations.tables import conversations, meetings
from ideas.intake.tables import ideas


class ConversationView(BaseModel):
    """One round of listening."""

    conversation_id: UUID
    title: str
    kind: str
    department: str
    theme: str | None
    area: str | None
    wards: list[str]
    starts_on: date
    ends_on: date | None
    closed_on: date | None
    ideas_heard: int


class MeetingView(BaseModel):
    """One meeting of a conversation."""

    conversation_event_id: UUID
    session: str
    ward: str | None
    held_on: date
    participants: int
    facilitators: int
    tables: int
    listening_groups: int
    ladder_rung: str | None
    topic_kept: bool
    topic_change: str | None
    sectors: list[dict[str, Any]]
    comments: list[str]
    measures: list[dict[str, Any]]


class ConversationPage(BaseModel):
    """Part of the list; ``next`` is the ``after`` of the part that follows."""

    items: list[ConversationView]
    next: UUID | None


class ConversationDetail(ConversationView):
    """One round of listening with its meetings."""

    events: list[MeetingView]


async def list_conversations(
    connection: AsyncConnection, *, after: UUID | None, limit: int
) -> ConversationPage:
    """Conversations, the latest first."""
    key = tuple_(conversations.c.starts_on, conversations.c.id)
    query = _with_ideas_heard().order_by(
        conversations.c.starts_on.desc(), conversations.c.id.desc()
    )
    if after is not None:
        place = select(conversations.c.starts_on, conversations.c.id).where(
            conversations.c.id == after
        )
        query = query.where(key < place.scalar_subquery())
    found = [_view(row) for row in await connection.execute(query.limit(limit + 1))]
    items = found[:limit]
    return ConversationPage(
        items=items, next=items[-1].conversation_id if len(found) > limit else None
    )


async def conversation_detail(
    connection: AsyncConnection, conversation_id: UUID
) -> ConversationDetail:
    """One conversation with its meetings in order; or ``NotFound``."""
    query = _with_ideas_heard().where(conversations.c.id == conversation_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound("conversation", conversation_id)
    held = select(meetings).where(meetings.c.conversation_id == conversation_id)
    rows = await connection.execute(held.order_by(meetings.c.held_on, meetings.c.session))
    events = [
        MeetingView(conversation_event_id=one["id"], **_without_ids(dict(one)))
        for one in rows.mappings()
    ]
    return ConversationDetail(**_view(row).model_dump(), events=events)


async def meeting_of(
    connection: AsyncConnection, conversation_id: UUID, meeting_id: UUID
) -> MeetingView:
    """One meeting of a conversation; or ``NotFound``."""
    detail = await conversation_detail(connection, conversation_id)
    found = (one for one in detail.events if one.conversation_event_id == meeting_id)
    meeting = next(found, None)
    if meeting is None:
        raise NotFound("meeting", meeting_id)
    return meeting


def _with_ideas_heard() -> Any:
    heard = (
        select(func.count())
        .where(ideas.c.conversation_id == conversations.c.id)
        .correlate(conversations)
        .scalar_subquery()
    )
    return select(conversations, heard.label("ideas_heard"))


def _view(row: Any) -> ConversationView:
    values = dict(row._mapping)
    return ConversationView(
        conversation_id=values.pop("id"),
        **{name: values[name] for name in ConversationView.model_fields if name in values},
    )


def _without_ids(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in {"id", "conversation_id"}}
