"""Time given by departments."""

from sqlalchemy import BigInteger, Column, Date, Identity, Integer, Table, Text, Uuid

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
