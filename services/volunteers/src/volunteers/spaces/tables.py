"""Spaces, pledges of free use, uses, and what was put right of these."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    ForeignKey,
    Identity,
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from volunteers.schema import metadata

SEARCHED = "to_tsvector('english', title || ' ' || organisation)"

spaces = Table(
    "spaces",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), unique=True),
    Column("status", Text, nullable=False),
    Column("owner_key", Text),
    Column("organisation", Text, nullable=False),
    Column("title", Text, nullable=False),
    # The events that told the title.
    Column("told_event_ids", ARRAY(Uuid), nullable=False, server_default="{}"),
    Column("kind", Text, nullable=False),
    Column("ward", Text, nullable=False),
    Column("facilities", ARRAY(Text), nullable=False),
    Column("capacity", Integer),
    Column("temporary", Boolean, nullable=False),
    Column("available_from", Date),
    Column("available_until", Date),
    Column("idea_id", Uuid),
    Column("project_id", Uuid),
    Column("offered_for_need_id", Uuid),
    Column("taken_by_need_id", Uuid, ForeignKey("urgent_needs.id")),
    Column("offered_on", Date, nullable=False),
    Column("released_on", Date),
    Column("status_reason", Text),
    Column("search", TSVECTOR, Computed(SEARCHED, persisted=True), nullable=False),
)

pledges = Table(
    "pledges",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("space_id", Uuid, ForeignKey("spaces.id"), nullable=False),
    Column("pattern", Text, nullable=False),
    Column("minutes_a_week", Integer, nullable=False),
    Column("minutes_a_year", Integer, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("pledged_on", Date, nullable=False),
    Column("ended_on", Date),
)

space_uses = Table(
    "space_uses",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), unique=True),
    Column("space_id", Uuid, ForeignKey("spaces.id"), nullable=False),
    Column("used_on", Date, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("people", Integer),
    Column("group_id", Uuid, ForeignKey("groups.id")),
    Column("pledge_id", Uuid, ForeignKey("pledges.id")),
    Column("urgent_need_id", Uuid, ForeignKey("urgent_needs.id")),
    Column("ended_on", Date),
)

use_corrections = Table(
    "use_corrections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("use_id", Uuid, ForeignKey("space_uses.id"), nullable=False),
    Column("change", Integer, nullable=False),
    Column("people_before", Integer),
    Column("reason", Text, nullable=False),
    Column("corrected_on", Date, nullable=False),
)
