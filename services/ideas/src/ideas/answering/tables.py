"""The test, offers, feedback, and what the clocks had to say."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, Column, Date, DateTime, Table, Text, Uuid, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.schema import metadata

test_answers = Table(
    "test_answers",
    metadata,
    Column("idea_id", Uuid, primary_key=True),
    Column("question", Text, primary_key=True),
    Column("answer", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

offers = Table(
    "offers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("idea_id", Uuid, nullable=False),
    Column("department", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("offer", Text),
    Column("offered_on", Date, nullable=False),
    Column("until", Date),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("idea_id", Uuid, nullable=False),
    Column("said", Text, nullable=False),
    Column("did", Text, nullable=False),
    Column("project_id", Uuid),
    Column("given_on", Date, nullable=False),
    Column("supporters_told", BigInteger, nullable=False),
)

clock_notices = Table(
    "clock_notices",
    metadata,
    Column("idea_id", Uuid, primary_key=True),
    Column("clock", Text, primary_key=True),
    Column("notice", Text, primary_key=True),
    Column("given_at", DateTime(timezone=True), nullable=False),
)


async def quote_anew(connection: AsyncConnection, idea_id: UUID, before: str, now: str) -> None:
    """Has feedback that said back an idea's title say the one that stands now."""
    await connection.execute(
        update(feedback)
        .where(feedback.c.idea_id == idea_id, feedback.c.said == before)
        .values(said=now)
    )
