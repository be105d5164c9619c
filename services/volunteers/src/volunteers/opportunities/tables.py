"""Opportunities to help."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Computed,
    Date,
    Identity,
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from volunteers.schema import metadata

SEARCHED = "to_tsvector('english', title || ' ' || about || ' ' || coalesce(organisation, ''))"

opportunities = Table(
    "opportunities",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), unique=True),
    Column("status", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("about", Text, nullable=False),
    # Whose words these are, where they are not a coordinator's; and which events told them.
    Column("text_event_id", Uuid),
    Column("told_event_ids", ARRAY(Uuid), nullable=False, server_default="{}"),
    Column("role", Text, nullable=False),
    Column("places", Integer, nullable=False),
    Column("filled", Integer, nullable=False, server_default="0"),
    Column("ward", Text, nullable=False),
    Column("theme", Text),
    Column("organisation", Text),
    Column("department", Text),
    Column("pilot", Text),
    Column("check_level", Text, nullable=False),
    Column("starts_on", Date),
    Column("ends_on", Date),
    Column("attendance", Text, nullable=False),
    Column("parts", ARRAY(Text), nullable=False),
    Column("skills", ARRAY(Text), nullable=False),
    Column("languages", ARRAY(Text), nullable=False),
    Column("award_id", Uuid),
    Column("project_id", Uuid),
    Column("idea_id", Uuid),
    Column("urgent_need_id", Uuid),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("closed_reason", Text),
    Column("search", TSVECTOR, Computed(SEARCHED, persisted=True), nullable=False),
)
