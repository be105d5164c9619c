"""Projects, and what was told about them afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from servicekit import NotFound
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    Row,
    Table,
    Text,
    Uuid,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.schema import metadata

projects = Table(
    "projects",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("award_id", Uuid, ForeignKey("awards.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("completed_on", Date),
    # What had been paid when it was completed, as was told then; what is shown is what is paid now.
    Column("spent", BigInteger),
    Column("measures", JSONB, nullable=False, default=list),
    Column("summary", Text),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("project_id", Uuid, ForeignKey("projects.id"), primary_key=True),
    Column("months_after", Integer, primary_key=True),
    Column("still_going", Boolean, nullable=False),
    Column("asked_on", Date, nullable=False),
    Column("summary", Text),
)

continuations = Table(
    "continuations",
    metadata,
    Column("project_id", Uuid, ForeignKey("projects.id"), primary_key=True),
    Column("funder", Text, primary_key=True),
    Column("amount", BigInteger),
    Column("told_on", Date, nullable=False),
    Column("summary", Text),
)

replications = Table(
    "replications",
    metadata,
    Column("project_id", Uuid, ForeignKey("projects.id"), primary_key=True),
    Column("ward", Text, primary_key=True),
    Column("stage", Text, primary_key=True),
    Column("told_on", Date, nullable=False),
    Column("idea_id", Uuid),
    Column("proposal_id", Uuid),
    Column("summary", Text),
)


async def lock_project(connection: AsyncConnection, project_id: UUID) -> Row[Any]:
    """The project, locked; or ``NotFound``."""
    query = select(projects).where(projects.c.id == project_id).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound("project", project_id)
    return row


async def store_once(
    connection: AsyncConnection, table: Table, broken: type[Exception], **values: Any
) -> None:
    """Stores what can be told once; raises ``broken`` where it was told before."""
    values["project_id"] = values.pop("id")
    made = await connection.execute(
        insert(table).values(**values).on_conflict_do_nothing().returning(table.c.project_id)
    )
    if made.one_or_none() is None:
        raise broken
