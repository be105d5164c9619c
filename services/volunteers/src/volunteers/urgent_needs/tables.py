"""Urgent needs as they were heard, and how many spaces have been found for each."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    DateTime,
    Identity,
    Integer,
    Table,
    Text,
    Uuid,
)

from volunteers.schema import metadata

urgent_needs = Table(
    "urgent_needs",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), unique=True),
    Column("status", Text, nullable=False),
    Column("idea_id", Uuid),
    Column("conversation_id", Uuid),
    Column("ward", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text_event_id", Uuid),
    Column("summary", Text),
    Column("spaces_needed", Integer, nullable=False),
    Column("spaces_found", Integer, nullable=False, server_default="0"),
    Column("people_needed", Integer, nullable=False),
    Column("facilities", ARRAY(Text), nullable=False),
    Column("raised_at", DateTime(timezone=True), nullable=False),
    Column("deadline", DateTime(timezone=True), nullable=False),
    Column("met_at", DateTime(timezone=True)),
)
