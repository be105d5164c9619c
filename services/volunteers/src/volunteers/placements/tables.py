"""Placements, and the parts of days that they book."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Identity,
    Integer,
    Table,
    Text,
    Uuid,
)

from volunteers.schema import metadata

placements = Table(
    "placements",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), unique=True),
    Column("opportunity_id", Uuid, ForeignKey("opportunities.id"), nullable=False),
    Column("volunteer_id", Uuid, ForeignKey("volunteers.id"), nullable=False),
    Column("status", Text, nullable=False),
    Column("message", Text),
    Column("asked_on", Date, nullable=False),
    Column("confirmed_on", Date),
    Column("starts_on", Date),
    Column("ends_on", Date),
    Column("ended_on", Date),
    Column("end_reason", Text),
    Column("minutes", Integer, nullable=False, server_default="0"),
)

bookings = Table(
    "bookings",
    metadata,
    Column("volunteer_id", Uuid, ForeignKey("volunteers.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("placement_id", Uuid, ForeignKey("placements.id"), nullable=False),
)
