"""A need's row under lock, and the spaces that it has: one more, or one fewer."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from servicekit import NotFound
from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.chronology import comes_after
from volunteers.spaces.tables import space_uses, spaces
from volunteers.urgent_needs.tables import urgent_needs

PURPOSE = "urgent-need"


async def lock_need(connection: AsyncConnection, need_id: UUID) -> Row[Any]:
    """The need's row, locked after the space's; ``NotFound`` until it has been heard of."""
    wanted = select(urgent_needs).where(urgent_needs.c.id == need_id).with_for_update()
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound("urgent need", need_id)
    return row


async def take(connection: AsyncConnection, need: Row[Any], space: Row[Any], day: date) -> Row[Any]:
    """Gives a space to a need, both locked; returns the use that begins."""
    await connection.execute(
        update(spaces).where(spaces.c.id == space.id).values(taken_by_need_id=need.id)
    )
    await _count(connection, need, 1)
    made = insert(space_uses).values(
        id=uuid4(),
        space_id=space.id,
        used_on=day,
        purpose=PURPOSE,
        minutes=0,
        urgent_need_id=need.id,
    )
    row: Row[Any] = (await connection.execute(made.returning(space_uses))).one()
    return row


async def give_back(
    connection: AsyncConnection, need: Row[Any], space: Row[Any], day: date, *, still_counts: bool
) -> None:
    """Takes a space from its need, both locked.

    It ``still_counts`` as found where the need was met with it and is over.
    """
    lasting = (
        space_uses.c.space_id == space.id,
        space_uses.c.urgent_need_id == need.id,
        space_uses.c.ended_on.is_(None),
    )
    ended = update(space_uses).where(*lasting).values(ended_on=day)
    use = (await connection.execute(ended.returning(space_uses.c.used_on))).one()
    comes_after(day, {"was given to the urgent need": use.used_on})
    await connection.execute(
        update(spaces).where(spaces.c.id == space.id).values(taken_by_need_id=None)
    )
    if not still_counts:
        await _count(connection, need, -1)


async def _count(connection: AsyncConnection, need: Row[Any], change: int) -> None:
    found = urgent_needs.c.spaces_found + change
    await connection.execute(
        update(urgent_needs).where(urgent_needs.c.id == need.id).values(spaces_found=found)
    )
