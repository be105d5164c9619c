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
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Integer,
    Row,
    Table,
    Text,
    Uuid,
    select,
    union,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.councillors.tables import terms
from budgets.schema import metadata

decisions = Table(
    "decisions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False),
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
    # How it had voted when the decision was closed.
    Column("tally", JSONB),
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


# What votes were before they were changed; the database fills it, and keeps it.
superseded_votes = Table(
    "superseded_votes",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("decision_id", Uuid, nullable=False),
    Column("ward", Text, nullable=False),
    Column("seat", Integer, nullable=False),
    Column("term_id", Uuid, ForeignKey("councillor_terms.id"), nullable=False),
    Column("interest", Text, nullable=False),
    Column("interest_detail", Text),
    Column("choice", Text),
    Column("reason", Text),
    Column("cast_on", Date, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("superseded_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(
        ["decision_id", "ward"], ["decision_wards.decision_id", "decision_wards.ward"]
    ),
)


async def latest_decision(connection: AsyncConnection, proposal_id: UUID) -> Row[Any] | None:
    """The decision that was opened last: one that is open, else the last that was closed."""
    query = (
        select(decisions)
        .where(decisions.c.proposal_id == proposal_id)
        .order_by(decisions.c.position.desc())
        .limit(1)
    )
    return (await connection.execute(query)).one_or_none()


async def wards_of(connection: AsyncConnection, decision_id: UUID) -> Sequence[Row[Any]]:
    """What each ward decides on, by ward code."""
    query = select(decision_wards).where(decision_wards.c.decision_id == decision_id)
    return (await connection.execute(query.order_by(decision_wards.c.ward))).all()


async def votes_of(connection: AsyncConnection, decision_id: UUID) -> Sequence[Row[Any]]:
    """The votes, by ward and seat, each with the ``person_key`` of whoever's it is."""
    query = (
        select(votes, terms.c.person_key)
        .join(terms, terms.c.id == votes.c.term_id)
        .where(votes.c.decision_id == decision_id)
    )
    return (await connection.execute(query.order_by(votes.c.ward, votes.c.seat))).all()


async def who_declared(connection: AsyncConnection, decision_id: UUID) -> frozenset[str]:
    """The person keys of those who declared a pecuniary interest, in whichever seat."""
    said = [
        select(terms.c.person_key)
        .join(table, table.c.term_id == terms.c.id)
        .where(table.c.decision_id == decision_id, table.c.interest == "pecuniary")
        for table in (votes, superseded_votes)
    ]
    return frozenset((await connection.execute(union(*said))).scalars())


async def close_open_decision(
    connection: AsyncConnection, proposal_id: UUID, outcome: str, day: date
) -> None:
    """Closes the decision of a proposal that has ended, if one is open."""
    await connection.execute(
        update(decisions)
        .where(decisions.c.proposal_id == proposal_id, decisions.c.state == "open")
        .values(state="closed", outcome=outcome, decided_on=day)
    )
