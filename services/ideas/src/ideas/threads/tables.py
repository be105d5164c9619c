"""The steps of all threads."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Identity,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from ideas.schema import metadata

steps = Table(
    "thread_steps",
    metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("idea_id", Uuid),
    Column("conversation_id", Uuid),
    Column("slot", Text),
    Column("occurred_on", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("service", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("measures", JSONB, nullable=False),
    Column("money", JSONB, nullable=False),
    Column("tone", Text, nullable=False),
    Column("link", Text, nullable=False),
)

told_words = Table(
    "told_words",
    metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("subject_id", Uuid, nullable=False),
)

withdrawn_texts = Table(
    "withdrawn_texts",
    metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("withdrawn_on", Date, nullable=False),
)
