"""Second-person approvals, one of each kind for a proposal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, ForeignKey, Row, Table, Text, Uuid, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.schema import metadata

approvals = Table(
    "approvals",
    metadata,
    Column("proposal_id", Uuid, ForeignKey("proposals.id"), primary_key=True),
    Column("approval", Text, primary_key=True),
    Column("approved", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("given_on", Date, nullable=False),
)

# Whoever researched or judged any version of a proposal; the database fills it.
first_persons = Table(
    "first_persons",
    metadata,
    Column("proposal_id", Uuid, ForeignKey("proposals.id"), primary_key=True),
    Column("person", Text, primary_key=True),
)


async def first_persons_of(connection: AsyncConnection, proposal_id: UUID) -> frozenset[str]:
    """Whoever researched or judged any version of a proposal, also one that was replaced since."""
    query = select(first_persons.c.person).where(first_persons.c.proposal_id == proposal_id)
    return frozenset((await connection.execute(query)).scalars())


async def approvals_of(connection: AsyncConnection, proposal_id: UUID) -> Sequence[Row[Any]]:
    """What has been approved or refused so far."""
    query = select(approvals).where(approvals.c.proposal_id == proposal_id)
    return (await connection.execute(query.order_by(approvals.c.approval))).all()


async def forget_approvals(connection: AsyncConnection, proposal_id: UUID) -> None:
    """Takes away what was given for figures that have changed."""
    await connection.execute(delete(approvals).where(approvals.c.proposal_id == proposal_id))
