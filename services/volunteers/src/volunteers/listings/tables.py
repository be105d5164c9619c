"""Listings and replies."""

from sqlalchemy import (
    BigInteger,
    Column,
    Computed,
    Date,
    ForeignKey,
    Identity,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from volunteers.schema import metadata

SEARCHED = "to_tsvector('english', title || ' ' || about)"

listings = Table(
    "listings",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), unique=True),
    Column("status", Text, nullable=False),
    Column("owner_key", Text),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("ward", Text, nullable=False),
    Column("idea_id", Uuid),
    Column("posted_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("status_reason", Text),
    Column("posted_event_id", Uuid),
    Column("search", TSVECTOR, Computed(SEARCHED, persisted=True), nullable=False),
)

listing_replies = Table(
    "listing_replies",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("listing_id", Uuid, ForeignKey("listings.id"), nullable=False),
    Column("sender_key", Text),
    Column("message", Text, nullable=False),
    Column("replied_on", Date, nullable=False),
)
