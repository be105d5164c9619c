"""Ideas and who supports them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from servicekit import NotFound
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    RowMapping,
    Table,
    Text,
    Uuid,
    case,
    cast,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.intake.domain import Idea
from ideas.intake.progress import ORDER
from ideas.schema import metadata

ideas = Table(
    "ideas",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid),
    Column("table_number", Integer),
    Column("channel", Text, nullable=False),
    Column("owner_kind", Text, nullable=False),
    Column("owner_person_key", Text),
    Column("owner_organisation", Text),
    Column("ward", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("area", Text),
    Column("principles", ARRAY(Text), nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("submitted_on", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("moderation", Text, nullable=False),
    Column("moderation_reason", Text),
    Column("supporters", BigInteger, nullable=False),
    Column("progress", Text, nullable=False),
    Column("acknowledge_due_on", Date, nullable=False),
    Column("answer_due_on", Date, nullable=False),
    Column("acknowledged_on", Date),
    Column("acknowledged_in", Integer),
    Column("adopted_on", Date),
    Column("department", Text),
    Column("role", Text),
    Column("tested_on", Date),
    Column("referral_id", Uuid),
    Column("referred_on", Date),
    Column("referral_open", Boolean, nullable=False),
    Column("referral_stage", Text),
    Column("answered_on", Date),
    Column("answered_in", Integer),
    Column("answer_outcome", Text),
    Column("answer_reasons", Text),
    Column("withdrawn_on", Date),
)

supports = Table(
    "supports",
    metadata,
    Column("idea_id", Uuid, primary_key=True),
    Column("person_key", Text, primary_key=True),
    Column("supported_on", Date, nullable=False),
)


def idea_of(row: RowMapping) -> Idea:
    """A row of ``ideas`` as the domain knows it."""
    return Idea(**row)


async def find_idea(connection: AsyncConnection, idea_id: UUID) -> Idea | None:
    """The idea, whatever its state."""
    row = (await connection.execute(select(ideas).where(ideas.c.id == idea_id))).mappings()
    found = row.one_or_none()
    return None if found is None else idea_of(found)


async def lock_idea(connection: AsyncConnection, idea_id: UUID) -> Idea:
    """The idea, and nobody else changes it until this transaction ends; or ``NotFound``."""
    query = select(ideas).where(ideas.c.id == idea_id).with_for_update()
    found = (await connection.execute(query)).mappings().one_or_none()
    if found is None:
        raise NotFound("idea", idea_id)
    return idea_of(found)


async def store_idea(connection: AsyncConnection, idea: Idea) -> None:
    """Keeps a new idea."""
    values = {column.name: getattr(idea, column.name) for column in ideas.columns}
    await connection.execute(insert(ideas).values(values))


async def change_idea(connection: AsyncConnection, idea_id: UUID, **values: Any) -> None:
    """Sets columns of a locked idea."""
    await connection.execute(update(ideas).where(ideas.c.id == idea_id).values(values))


async def advance(connection: AsyncConnection, idea_id: UUID, stage: str) -> None:
    """Notes that an idea has come to ``stage`` unless it is further."""
    await connection.execute(
        update(ideas)
        .where(ideas.c.id == idea_id, _order(ideas.c.progress) < ORDER.index(stage) + 1)
        .values(progress=stage)
    )


async def advance_referral(connection: AsyncConnection, idea_id: UUID, stage: str) -> None:
    """Notes that the current referral of an idea has come to ``stage`` unless it is further."""
    await connection.execute(
        update(ideas)
        .where(ideas.c.id == idea_id, _order(ideas.c.referral_stage) < ORDER.index(stage) + 1)
        .values(referral_stage=stage)
    )


async def no_longer_funded(connection: AsyncConnection, idea_id: UUID) -> None:
    """Notes that an idea which had come no further than to its award has none any more.

    It stands where its current referral stands, else as one that is not funded.
    """
    stage = case((ideas.c.referral_open, ideas.c.referral_stage), else_="declined")
    await connection.execute(
        update(ideas)
        .where(ideas.c.id == idea_id, ideas.c.progress == "funded")
        .values(progress=stage)
    )


def _order(stage: ColumnElement[str]) -> ColumnElement[int]:
    return func.array_position(cast(list(ORDER), ARRAY(Text)), stage, type_=Integer)


async def public_title(connection: AsyncConnection, idea_id: UUID) -> str | None:
    """The title of a published idea; no moderator changes it before this is committed."""
    query = select(ideas.c.title).where(ideas.c.id == idea_id, ideas.c.moderation == "published")
    found = await connection.execute(query.with_for_update(read=True))
    title: str | None = found.scalar_one_or_none()
    return title
