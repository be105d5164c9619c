"""Awards, the shares of wards and the conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from servicekit import NotFound
from sqlalchemy import BigInteger, Column, Date, ForeignKey, Integer, Row, Table, Text, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.ledger.purpose import Purpose
from budgets.schema import metadata

awards = Table(
    "awards",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("proposal_id", Uuid, ForeignKey("proposals.id"), nullable=False),
    Column("project_id", Uuid, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("match_funding", BigInteger, nullable=False),
    Column("purpose", Text),
    Column("organisation", Text, nullable=False),
    Column("volunteer_places", Integer, nullable=False),
    Column("volunteer_roles", JSONB, nullable=False),
    Column("awarded_on", Date, nullable=False),
    Column("awarded_by", Text, nullable=False),
    Column("starts_on", Date),
    Column("ends_on", Date),
    # Where it was taken back before anybody had signed.
    Column("revoked_on", Date),
    Column("revoked_by", Text),
    Column("revoked_for", Text),
)

award_shares = Table(
    "award_shares",
    metadata,
    Column("award_id", Uuid, ForeignKey("awards.id"), primary_key=True),
    Column("ward", Text, primary_key=True),
    Column("amount", BigInteger, nullable=False),
)

conditions = Table(
    "award_conditions",
    metadata,
    Column("award_id", Uuid, ForeignKey("awards.id"), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("due_on", Date),
    Column("met_on", Date),
    Column("evidence", Text),
)


async def lock_award(connection: AsyncConnection, award_id: UUID) -> Row[Any]:
    """The award, locked; or ``NotFound``."""
    query = select(awards).where(awards.c.id == award_id).with_for_update()
    return _there((await connection.execute(query)).one_or_none(), "award", award_id)


async def read_award(connection: AsyncConnection, award_id: UUID) -> Row[Any]:
    """The award, or ``NotFound``."""
    query = select(awards).where(awards.c.id == award_id)
    return _there((await connection.execute(query)).one_or_none(), "award", award_id)


def _there(row: Row[Any] | None, kind: str, identifier: UUID) -> Row[Any]:
    if row is None:
        raise NotFound(kind, identifier)
    return row


async def award_of(connection: AsyncConnection, proposal_id: UUID) -> Row[Any] | None:
    """The award of a proposal, if there is one."""
    query = select(awards).where(awards.c.proposal_id == proposal_id)
    return (await connection.execute(query)).one_or_none()


async def award_of_project(connection: AsyncConnection, project_id: UUID) -> Row[Any]:
    """The award that pays for a project, or ``NotFound``."""
    query = select(awards).where(awards.c.project_id == project_id)
    return _there((await connection.execute(query)).one_or_none(), "project", project_id)


async def shares_of(connection: AsyncConnection, award_id: UUID) -> dict[str, int]:
    """What each ward pays, in pence, by ward code."""
    query = select(award_shares).where(award_shares.c.award_id == award_id)
    rows = await connection.execute(query.order_by(award_shares.c.ward))
    return {row.ward: row.amount for row in rows}


async def conditions_of(connection: AsyncConnection, award_id: UUID) -> Sequence[Row[Any]]:
    """The conditions, by code."""
    query = select(conditions).where(conditions.c.award_id == award_id)
    return (await connection.execute(query.order_by(conditions.c.code))).all()


def purpose_of(award: Row[Any], proposal: Row[Any]) -> Purpose:
    """What money that is moved for an award is moved for."""
    return Purpose(
        proposal_id=proposal.id,
        award_id=award.id,
        project_id=award.project_id,
        idea_id=proposal.idea_id,
        theme=proposal.theme,
        organisation=award.organisation,
    )
