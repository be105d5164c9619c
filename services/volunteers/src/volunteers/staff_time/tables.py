"""Time given by departments, and what was put right of it."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Identity, Integer, Table, Text, Uuid

from volunteers.schema import metadata

staff_time = Table(
    "staff_time",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), unique=True),
    Column("department", Text, nullable=False),
    Column("ward", Text),
    Column("project_id", Uuid),
    Column("idea_id", Uuid),
    Column("people", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("given_on", Date, nullable=False),
)

staff_time_corrections = Table(
    "staff_time_corrections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("staff_time_id", Uuid, ForeignKey("staff_time.id"), nullable=False),
    Column("change", Integer, nullable=False),
    Column("people_change", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("corrected_on", Date, nullable=False),
)
