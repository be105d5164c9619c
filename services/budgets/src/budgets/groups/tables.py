"""The register of groups, as it was heard."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Date, Row, Table, Text, Uuid, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.schema import metadata

groups = Table(
    "known_groups",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("ward", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("theme", Text),
    Column("charity_number", Text),
    Column("company_number", Text),
    Column("members", BigInteger, nullable=False),
    Column("closed_on", Date),
)


async def keep(connection: AsyncConnection, **group: Any) -> None:
    """Enters a group, or what is newly known of it."""
    statement = insert(groups).values(**group)
    await connection.execute(
        statement.on_conflict_do_update(index_elements=[groups.c.id], set_=group)
    )


async def recount(connection: AsyncConnection, group_id: UUID, members: int) -> None:
    """Notes how many members a group counted."""
    await connection.execute(update(groups).where(groups.c.id == group_id).values(members=members))


async def close(connection: AsyncConnection, group_id: UUID, day: date) -> None:
    """Notes that a group ended."""
    await connection.execute(update(groups).where(groups.c.id == group_id).values(closed_on=day))


async def find(connection: AsyncConnection, group_id: UUID) -> Row[Any] | None:
    """One group."""
    return (await connection.execute(select(groups).where(groups.c.id == group_id))).one_or_none()
