"""Hours given, corrections, and how much of each day a volunteer has given."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Identity, Integer, Table, Text, Uuid

from volunteers.schema import metadata

hours = Table(
    "hours",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), unique=True),
    Column("placement_id", Uuid, ForeignKey("placements.id"), nullable=False),
    Column("volunteer_id", Uuid, ForeignKey("volunteers.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("told_by", Text, nullable=False),
)

hour_corrections = Table(
    "hour_corrections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("entry_id", Uuid, ForeignKey("hours.id"), nullable=False),
    Column("change", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("note", Text),
    Column("corrected_on", Date, nullable=False),
)

volunteer_days = Table(
    "volunteer_days",
    metadata,
    Column("volunteer_id", Uuid, ForeignKey("volunteers.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("minutes", Integer, nullable=False),
)
