"""Urgent needs, and the spaces and people found for them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Column,
    Date,
    DateTime,
    Integer,
    Table,
    Text,
    Uuid,
    case,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.schema import metadata
from ideas.threads.withdrawing import INSTEAD
from ideas.urgent_needs.domain import UrgentNeed

urgent_needs = Table(
    "urgent_needs",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("idea_id", Uuid),
    Column("conversation_id", Uuid),
    Column("ward", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text),
    Column("spaces_needed", Integer, nullable=False),
    Column("people_needed", Integer, nullable=False),
    Column("people_found", Integer, nullable=False),
    Column("facilities", ARRAY(Text), nullable=False),
    Column("raised_on", Date, nullable=False),
    Column("raised_at", DateTime(timezone=True), nullable=False),
    Column("deadline", DateTime(timezone=True), nullable=False),
    Column("overdue_at", DateTime(timezone=True)),
    Column("met_at", DateTime(timezone=True)),
    Column("hours_taken", Integer),
    Column("how", Text),
    Column("space_id", Uuid),
    Column("reopened_on", Date),
)

found_spaces = Table(
    "urgent_need_spaces",
    metadata,
    Column("urgent_need_id", Uuid, primary_key=True),
    Column("space_id", Uuid, primary_key=True),
    Column("found_on", Date, nullable=False),
)

found_people = Table(
    "urgent_need_people",
    metadata,
    Column("urgent_need_id", Uuid, primary_key=True),
    Column("opportunity_id", Uuid, primary_key=True),
    Column("people", Integer, nullable=False),
    Column("found_on", Date, nullable=False),
)


# That an officer's word ended a need stays known: such a need does not stand again as others do.
WITHOUT_WORDS = {
    "title": INSTEAD,
    "summary": None,
    "how": case((urgent_needs.c.how.is_not(None), INSTEAD)),
}


async def find_need(
    connection: AsyncConnection, need_id: UUID, *, lock: bool = False
) -> UrgentNeed | None:
    """The urgent need, under lock where it is to be changed."""
    query = select(urgent_needs).where(urgent_needs.c.id == need_id)
    if lock:
        query = query.with_for_update()
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else UrgentNeed(**row)


async def forget_words_of_needs(connection: AsyncConnection, idea_id: UUID) -> None:
    """Erases the words of an idea's urgent needs; what was needed and found stays."""
    await connection.execute(
        update(urgent_needs).where(urgent_needs.c.idea_id == idea_id).values(**WITHOUT_WORDS)
    )


async def count_spaces(connection: AsyncConnection, need_id: UUID) -> int:
    """How many spaces have been found for a need."""
    query = select(func.count()).where(found_spaces.c.urgent_need_id == need_id)
    return int((await connection.execute(query)).scalar_one())


async def count_people(connection: AsyncConnection, need_id: UUID) -> int:
    """How many people the opportunities have found for a need."""
    found = func.coalesce(func.sum(found_people.c.people), 0)
    query = select(found).where(found_people.c.urgent_need_id == need_id)
    return int((await connection.execute(query)).scalar_one())
