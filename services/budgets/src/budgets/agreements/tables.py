"""Agreements, their instalments and what monitoring recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from servicekit import NotFound
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Identity,
    Integer,
    Row,
    Table,
    Text,
    Uuid,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.awards.tables import awards
from budgets.proposals.tables import proposals
from budgets.schema import metadata

agreements = Table(
    "agreements",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("award_id", Uuid, ForeignKey("awards.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("payment_basis", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("paid", BigInteger, nullable=False, default=0),
    Column("asked", BigInteger, nullable=False, default=0),
    Column("signed_on", Date, nullable=False),
    Column("signed_by", Text, nullable=False),
    Column("starts_on", Date),
    Column("ends_on", Date),
    # Why it is suspended, as a code, and what has to be put right, in words.
    Column("suspended_for", Text),
    Column("suspended_reasons", Text),
    # The day on which it was suspended or resumed last.
    Column("turned_on", Date),
    Column("ended_on", Date),
    Column("end_reason", Text),
    Column("released", BigInteger),
)

instalments = Table(
    "instalments",
    metadata,
    Column("agreement_id", Uuid, ForeignKey("agreements.id"), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("amount", BigInteger, nullable=False),
    Column("due_on", Date),
    Column("condition", Text),
)

# What an officer has drawn up for the applicant to sign; it can be drawn up anew until then.
offers = Table(
    "agreement_offers",
    metadata,
    Column("award_id", Uuid, ForeignKey("awards.id"), primary_key=True),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("payment_basis", Text, nullable=False),
    Column("instalments", JSONB, nullable=False),
    Column("offered_on", Date, nullable=False),
    Column("offered_by", Text, nullable=False),
)

monitoring = Table(
    "monitoring",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    Column("agreement_id", Uuid, ForeignKey("agreements.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("occurred_on", Date, nullable=False),
    Column("summary", Text),
    Column("measures", JSONB, nullable=False),
    Column("prizes", JSONB, nullable=False),
    Column("recorded_by", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Bound:
    """An agreement with its award and the proposal that it came from."""

    agreement: Row[Any]
    award: Row[Any]
    proposal: Row[Any]


async def lock_agreement(connection: AsyncConnection, agreement_id: UUID) -> Bound:
    """The agreement, locked, with what it stands on; or ``NotFound``."""
    return await _bound(connection, agreement_id, lock=True)


async def read_agreement(connection: AsyncConnection, agreement_id: UUID) -> Bound:
    """The agreement with what it stands on; or ``NotFound``."""
    return await _bound(connection, agreement_id, lock=False)


async def _bound(connection: AsyncConnection, agreement_id: UUID, *, lock: bool) -> Bound:
    query = select(agreements).where(agreements.c.id == agreement_id)
    if lock:
        query = query.with_for_update()
    agreement = (await connection.execute(query)).one_or_none()
    if agreement is None:
        raise NotFound("agreement", agreement_id)
    award = await connection.execute(select(awards).where(awards.c.id == agreement.award_id))
    found = award.one()
    proposal = await connection.execute(
        select(proposals).where(proposals.c.id == found.proposal_id)
    )
    return Bound(agreement, found, proposal.one())


async def agreement_of(connection: AsyncConnection, award_id: UUID) -> Row[Any] | None:
    """The agreement of an award, if it was signed."""
    query = select(agreements).where(agreements.c.award_id == award_id)
    return (await connection.execute(query)).one_or_none()


async def offer_of(connection: AsyncConnection, award_id: UUID) -> Row[Any] | None:
    """What was drawn up for an award, if anything was."""
    query = select(offers).where(offers.c.award_id == award_id)
    return (await connection.execute(query)).one_or_none()


async def change_agreement(connection: AsyncConnection, agreement_id: UUID, **values: Any) -> None:
    """Writes new values of a locked agreement."""
    await connection.execute(
        update(agreements).where(agreements.c.id == agreement_id).values(**values)
    )


async def instalments_of(connection: AsyncConnection, agreement_id: UUID) -> Sequence[Row[Any]]:
    """The planned payments, by due day and code."""
    query = select(instalments).where(instalments.c.agreement_id == agreement_id)
    order = (instalments.c.due_on, instalments.c.code)
    return (await connection.execute(query.order_by(*order))).all()


async def monitoring_of(connection: AsyncConnection, agreement_id: UUID) -> Sequence[Row[Any]]:
    """What monitoring recorded, in the order of the days."""
    query = select(monitoring).where(monitoring.c.agreement_id == agreement_id)
    order = (monitoring.c.occurred_on, monitoring.c.position)
    return (await connection.execute(query.order_by(*order))).all()
