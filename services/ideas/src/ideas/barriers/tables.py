"""The barrier log."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Column, Date, Table, Text, Uuid, case, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.schema import metadata
from ideas.threads.withdrawing import INSTEAD

barriers = Table(
    "barriers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("idea_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("owner_department", Text, nullable=False),
    Column("logged_on", Date, nullable=False),
    Column("removed_on", Date),
    Column("how", Text),
)


async def forget_words_of_barriers(connection: AsyncConnection, idea_id: UUID) -> None:
    """Erases the words of an idea's barriers; a removal is told with the barrier's own."""
    await connection.execute(
        update(barriers)
        .where(barriers.c.idea_id == idea_id)
        .values(title=INSTEAD, how=case((barriers.c.how.is_not(None), INSTEAD)))
    )
