"""Community groups and counts of their members."""

from sqlalchemy import (
    BigInteger,
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

groups = Table(
    "groups",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), unique=True),
    Column("status", Text, nullable=False),
    Column("owner_key", Text),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ward", Text, nullable=False),
    Column("theme", Text),
    Column("parent_group_id", Uuid, ForeignKey("groups.id")),
    Column("charity_number", Text),
    Column("company_number", Text),
    Column("members", Integer, nullable=False),
    Column("counted_on", Date, nullable=False),
    Column("idea_id", Uuid),
    Column("project_id", Uuid),
    Column("registered_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("status_reason", Text),
    Column("search", TSVECTOR, Computed("to_tsvector('english', name)", True), nullable=False),
)

membership_counts = Table(
    "membership_counts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("group_id", Uuid, ForeignKey("groups.id"), nullable=False),
    Column("members", Integer, nullable=False),
    Column("counted_on", Date, nullable=False),
)
