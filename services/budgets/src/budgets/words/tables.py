"""Which event said what of a proposal in words that were not the applicant's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from servicekit import NotFound
from sqlalchemy import BigInteger, Column, Date, Identity, Row, Table, Text, Uuid, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.schema import metadata

# Without a foreign key, which would lock the proposal: whoever withdraws words has that lock and
# waits for the agreement's, and whoever tells of an agreement has that one.
told_words = Table(
    "told_words",
    metadata,
    Column("event_id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    Column("proposal_id", Uuid, nullable=False),
    Column("told_in", Text, nullable=False),
    # Which of several: a decision, a condition's code, a visit, the months after the end.
    Column("about", Text, nullable=False, server_default=""),
    Column("told_on", Date, nullable=False),
    Column("withdrawn_on", Date),
)


async def remember_told(
    connection: AsyncConnection,
    event_id: UUID,
    proposal_id: UUID,
    told_in: str,
    day: date,
    about: object = "",
) -> None:
    """Notes that an event has words of this part of a proposal's way, should they have to go."""
    await connection.execute(
        insert(told_words).values(
            event_id=event_id,
            proposal_id=proposal_id,
            told_in=told_in,
            about=str(about),
            told_on=day,
        )
    )


async def told_of(connection: AsyncConnection, proposal_id: UUID) -> Sequence[Row[Any]]:
    """What was said of a proposal in words, the oldest first."""
    query = select(told_words).where(told_words.c.proposal_id == proposal_id)
    return (await connection.execute(query.order_by(told_words.c.position))).all()


async def told_by(connection: AsyncConnection, proposal_id: UUID, event_id: UUID) -> Row[Any]:
    """What one event said of a proposal, or ``NotFound``."""
    query = select(told_words).where(
        told_words.c.proposal_id == proposal_id, told_words.c.event_id == event_id
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound("event with words of this proposal", event_id)
    return row


async def was_said_anew(connection: AsyncConnection, told: Row[Any]) -> bool:
    """Whether other words of the same part came later, and stand in the place of these."""
    same = [told_words.c[name] == told._mapping[name] for name in ("proposal_id", "told_in")]
    query = select(told_words.c.event_id).where(
        *same, told_words.c.about == told.about, told_words.c.position > told.position
    )
    return (await connection.execute(query.limit(1))).one_or_none() is not None
