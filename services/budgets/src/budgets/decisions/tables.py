"""Decisions, what each ward decides on, and the votes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Row,
    Table,
    Text,
    Uuid,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.schema import metadata

decisions = Table(
    "decisions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("proposal_id", Uuid, ForeignKey("proposals.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("outcome", Text),
    Column("method", Text),
    Column("amount", BigInteger),
    Column("reasons", Text),
    Column("decided_on", Date),
)

decision_wards = Table(
    "decision_wards",
    metadata,
    Column("decision_id", Uuid, ForeignKey("decisions.id"), primary_key=True),
    Column("ward", Text, primary_key=True),
    Column("amount", BigInteger, nullable=False),
    Column("referred_choice", Text),
    Column("referred_reason", Text),
    Column("outcome", Text),
)

votes = Table(
    "votes",
    metadata,
    Column("decision_id", Uuid, ForeignKey("decisions.id"), primary_key=True),
    Column("ward", Text, primary_key=True),
    Column("seat", Integer, primary_key=True),
    Column("term_id", Uuid, ForeignKey("councillor_terms.id"), nullable=False),
    Column("interest", Text, nullable=False),
    Column("interest_detail", Text),
    Column("choice", Text),
    Column("reason", Text),
    Column("cast_on", Date, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("changes", Integer, nullable=False, default=0),
    ForeignKeyConstraint(
        ["decision_id", "ward"], ["decision_wards.decision_id", "decision_wards.ward"]
    ),
)


async def latest_decision(connection: AsyncConnection, proposal_id: UUID) -> Row[Any] | None:
    """The decision that is open, else the last one that was closed."""
    query = (
        select(decisions)
        .where(decisions.c.proposal_id == proposal_id)
        .order_by(decisions.c.state.desc(), decisions.c.decided_on.desc())
        .limit(1)
    )
    return (await connection.execute(query)).one_or_none()


async def wards_of(connection: AsyncConnection, decision_id: UUID) -> Sequence[Row[Any]]:
    """What each ward decides on, by ward code."""
    query = select(decision_wards).where(decision_wards.c.decision_id == decision_id)
    return (await connection.execute(query.order_by(decision_wards.c.ward))).all()


async def votes_of(connection: AsyncConnection, decision_id: UUID) -> Sequence[Row[Any]]:
    """The votes, by ward and seat."""
    query = select(votes).where(votes.c.decision_id == decision_id)
    return (await connection.execute(query.order_by(votes.c.ward, votes.c.seat))).all()


async def interest_of(
    connection: AsyncConnection, decision_id: UUID, ward: str, seat: int
) -> str | None:
    """The interest that a seat has declared so far, or ``None`` where it has said nothing."""
    query = select(votes.c.interest).where(
        votes.c.decision_id == decision_id, votes.c.ward == ward, votes.c.seat == seat
    )
    return (await connection.execute(query)).scalar_one_or_none()


async def close_open_decision(
    connection: AsyncConnection, proposal_id: UUID, outcome: str, day: date
) -> None:
    """Closes the decision of a proposal that has ended, if one is open."""
    await connection.execute(
        update(decisions)
        .where(decisions.c.proposal_id == proposal_id, decisions.c.state == "open")
        .values(state="closed", outcome=outcome, decided_on=day)
    )
