"""Which idea went into which: a proposal belongs to the thread of the idea where its own is now."""

from __future__ import annotations

from uuid import UUID

from servicekit import UnitOfWork
from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import insert

from budgets.proposals.tables import merged_ideas

# One at a time: two mergers of one chain that do not see each other would leave its end unknown.
TAKE_TURNS = text("LOCK TABLE merged_ideas IN SHARE ROW EXCLUSIVE MODE")

BRING_HOME = text("""
    WITH RECURSIVE within AS (
        SELECT CAST(:idea_id AS uuid) AS id
        UNION SELECT one.idea_id
        FROM merged_ideas AS one JOIN within ON one.into_idea_id = within.id
    ), way AS (
        SELECT CAST(:idea_id AS uuid) AS id, 0 AS length
        UNION ALL SELECT one.into_idea_id, length + 1
        FROM merged_ideas AS one JOIN way ON one.idea_id = way.id WHERE length < 1000
    )
    UPDATE proposals SET idea_id = (SELECT id FROM way ORDER BY length DESC LIMIT 1)
    WHERE original_idea_id IN (SELECT id FROM within)
""")


async def merge(uow: UnitOfWork, idea_id: UUID, into: UUID) -> None:
    """The idea, and what went into it before, is part of another from now on."""
    await uow.connection.execute(TAKE_TURNS)
    merged = {"into_idea_id": into}
    await uow.connection.execute(
        insert(merged_ideas)
        .values(idea_id=idea_id, **merged)
        .on_conflict_do_update(index_elements=[merged_ideas.c.idea_id], set_=merged)
    )
    await uow.connection.execute(BRING_HOME, {"idea_id": idea_id})


async def take_out(uow: UnitOfWork, idea_id: UUID) -> None:
    """The idea stands on its own again, with what went into it."""
    await uow.connection.execute(TAKE_TURNS)
    await uow.connection.execute(delete(merged_ideas).where(merged_ideas.c.idea_id == idea_id))
    await uow.connection.execute(BRING_HOME, {"idea_id": idea_id})
