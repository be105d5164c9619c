"""Proposals, their costed lines, shares of wards and judged criteria."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from servicekit import NotFound
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Identity,
    Integer,
    Row,
    Table,
    Text,
    Uuid,
    false,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.ledger.purpose import Purpose
from budgets.schema import metadata

proposals = Table(
    "proposals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("idea_id", Uuid),
    Column("original_idea_id", Uuid),
    Column("referral_id", Uuid),
    Column("text_event_id", Uuid),
    Column("replica_of", Uuid),
    Column("title", Text, nullable=False),
    Column("summary", Text),
    Column("words_read", Boolean, nullable=False, server_default=false()),
    Column("wards", ARRAY(Text), nullable=False),
    Column("theme", Text, nullable=False),
    Column("area", Text),
    Column("policy", Text, nullable=False),
    Column("financial_year", Text, nullable=False),
    Column("estimated", BigInteger),
    Column("applicant_kind", Text, nullable=False),
    Column("organisation", Text),
    Column("charity_number", Text),
    Column("company_number", Text),
    Column("group_id", Uuid),
    Column("volunteer_places", Integer, nullable=False, default=0),
    Column("opened_on", Date, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("cost", BigInteger),
    Column("starts_on", Date),
    Column("ends_on", Date),
    Column("notes", Text),
    Column("researched_on", Date),
    Column("researched_by", Text),
    Column("assessed_on", Date),
    Column("assessed_by", Text),
    Column("ended_on", Date),
    Column("reason", Text),
    Column("reasons", Text),
)

lines = Table(
    "proposal_lines",
    metadata,
    Column("proposal_id", Uuid, ForeignKey("proposals.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
)

shares = Table(
    "proposal_shares",
    metadata,
    Column("proposal_id", Uuid, ForeignKey("proposals.id"), primary_key=True),
    Column("ward", Text, primary_key=True),
    Column("amount", BigInteger, nullable=False),
)

judgements = Table(
    "proposal_judgements",
    metadata,
    Column("proposal_id", Uuid, ForeignKey("proposals.id"), primary_key=True),
    Column("criterion", Text, primary_key=True),
    Column("judgement", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

merged_ideas = Table(
    "merged_ideas",
    metadata,
    Column("idea_id", Uuid, primary_key=True),
    Column("into_idea_id", Uuid, nullable=False),
)

told_texts = Table(
    "told_texts",
    metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("proposal_id", Uuid, ForeignKey("proposals.id"), nullable=False),
)


async def lock(connection: AsyncConnection, proposal_id: UUID) -> Row[Any]:
    """The proposal, which nobody else changes until this transaction ends; or ``NotFound``."""
    query = select(proposals).where(proposals.c.id == proposal_id).with_for_update()
    return _there((await connection.execute(query)).one_or_none(), proposal_id)


async def read(connection: AsyncConnection, proposal_id: UUID) -> Row[Any]:
    """The proposal, or ``NotFound``."""
    query = select(proposals).where(proposals.c.id == proposal_id)
    return _there((await connection.execute(query)).one_or_none(), proposal_id)


async def read_published(connection: AsyncConnection, proposal_id: UUID) -> Row[Any]:
    """The proposal; ``NotFound`` also where nobody has read its words."""
    query = select(proposals).where(proposals.c.id == proposal_id, proposals.c.words_read)
    return _there((await connection.execute(query)).one_or_none(), proposal_id)


def _there(row: Row[Any] | None, proposal_id: UUID) -> Row[Any]:
    if row is None:
        raise NotFound("proposal", proposal_id)
    return row


async def change(connection: AsyncConnection, proposal_id: UUID, **values: Any) -> None:
    """Writes new values of a locked proposal."""
    await connection.execute(
        update(proposals).where(proposals.c.id == proposal_id).values(**values)
    )


async def shares_of(connection: AsyncConnection, proposal_id: UUID) -> dict[str, int]:
    """What each ward would pay, in pence, by ward code."""
    query = select(shares).where(shares.c.proposal_id == proposal_id).order_by(shares.c.ward)
    return {row.ward: row.amount for row in await connection.execute(query)}


async def judgements_of(connection: AsyncConnection, proposal_id: UUID) -> Mapping[str, str]:
    """How each criterion was judged."""
    query = select(judgements).where(judgements.c.proposal_id == proposal_id)
    return {row.criterion: row.judgement for row in await connection.execute(query)}


def purpose_of(proposal: Row[Any]) -> Purpose:
    """What money that is moved for a proposal is moved for, before there is an award."""
    return Purpose(
        proposal_id=proposal.id,
        idea_id=proposal.idea_id,
        theme=proposal.theme,
        organisation=proposal.organisation,
    )
