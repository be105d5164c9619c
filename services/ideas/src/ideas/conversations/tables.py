"""Conversations, the meetings held in them, and the sheets of their tables."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from servicekit import NotFound
from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    Uuid,
    delete,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.schema import metadata

conversations = Table(
    "conversations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("theme", Text),
    Column("area", Text),
    Column("wards", ARRAY(Text), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
)

meetings = Table(
    "conversation_events",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, nullable=False),
    Column("session", Text, nullable=False),
    Column("ward", Text),
    Column("held_on", Date, nullable=False),
    Column("participants", Integer, nullable=False),
    Column("facilitators", Integer, nullable=False),
    Column("tables", Integer, nullable=False),
    Column("listening_groups", Integer, nullable=False),
    Column("ladder_rung", Text),
    Column("topic_kept", Boolean, nullable=False),
    Column("topic_change", Text),
    Column("sectors", JSONB, nullable=False),
    Column("comments", JSONB, nullable=False),
    Column("measures", JSONB, nullable=False),
)

sheets = Table(
    "table_sheets",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, nullable=False),
    Column("table_number", Integer, nullable=False),
    Column("times_received", Integer, nullable=False),
)

entries = Table(
    "sheet_entries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("sheet_id", Uuid, nullable=False),
    Column("idea_id", Uuid, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)

variants = Table(
    "sheet_entry_variants",
    metadata,
    Column("entry_id", Uuid, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("words", JSONB, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
)


async def lock_conversation(
    connection: AsyncConnection, conversation_id: UUID, *, shared: bool = False
) -> Row[Any]:
    """The conversation's row, and nobody else changes it meanwhile; or ``NotFound``.

    Under a shared lock others may hold it too, but nobody may close it.
    """
    query = select(conversations).where(conversations.c.id == conversation_id)
    query = query.with_for_update(read=shared)
    found = (await connection.execute(query)).one_or_none()
    if found is None:
        raise NotFound("conversation", conversation_id)
    return found


async def forget_variants(connection: AsyncConnection, idea_id: UUID) -> None:
    """Erases the other words in which a table's sheet has said an idea."""
    of_idea = select(entries.c.id).where(entries.c.idea_id == idea_id)
    await connection.execute(delete(variants).where(variants.c.entry_id.in_(of_idea)))
