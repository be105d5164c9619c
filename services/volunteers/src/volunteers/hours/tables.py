"""Hours given, corrections, and how much of each day a volunteer has given."""

from datetime import date
from uuid import UUID

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
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

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


async def last_day_of_hours(connection: AsyncConnection, placement_id: UUID) -> date | None:
    """The last day on which time was given; entries that were corrected to nothing do not count."""
    query = select(func.max(hours.c.day)).where(
        hours.c.placement_id == placement_id, hours.c.minutes > 0
    )
    last: date | None = (await connection.execute(query)).scalar_one_or_none()
    return last
