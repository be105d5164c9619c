"""Words of others that are withdrawn: gone from here, whether already there or still to come.

The events that carry the words and the one that withdraws them may be of different subjects, and
so arrive in either order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.schemes.tables import conversations, ideas, projects, withdrawn_texts

INSTEAD = "Words withdrawn"


async def note_withdrawn(
    connection: AsyncConnection, event_ids: Sequence[UUID], instead: str | None, day: date
) -> None:
    """Remembers events without words, and what their title is instead; the last word counts."""
    noted = [{"event_id": one, "withdrawn_on": day, "instead": instead} for one in event_ids]
    adding = upsert(withdrawn_texts).values(noted)
    latest = {"withdrawn_on": adding.excluded.withdrawn_on, "instead": adding.excluded.instead}
    await connection.execute(adding.on_conflict_do_update(index_elements=["event_id"], set_=latest))


async def title_instead(connection: AsyncConnection, event_id: UUID) -> str | None:
    """What stands in the place of an event's title; None where its words may be shown."""
    wanted = select(withdrawn_texts.c.instead).where(withdrawn_texts.c.event_id == event_id)
    found = (await connection.execute(wanted)).one_or_none()
    return None if found is None else found.instead or INSTEAD


async def withdraw_titles(
    connection: AsyncConnection, event_ids: Sequence[UUID], instead: tuple[str, UUID] | None
) -> None:
    """Takes these events' titles off ideas, projects and conversations."""
    await connection.execute(
        update(ideas).where(ideas.c.title_event_id.in_(event_ids)).values(title=None)
    )
    stands: dict[str, object] = {"title": INSTEAD}
    if instead is not None:
        stands = {"title": instead[0], "text_event_id": instead[1]}
    for table in (projects, conversations):
        change = update(table).where(table.c.text_event_id.in_(event_ids))
        await connection.execute(change.values(**stands))
