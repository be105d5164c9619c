"""The barrier log as everybody may read it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from servicekit import NotFound
from sqlalchemy import Row, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.barriers.tables import barriers


class BarrierView(BaseModel):
    """One barrier, standing or removed."""

    barrier_id: UUID
    idea_id: UUID | None
    kind: str
    title: str
    owner_department: str
    logged_on: date
    removed_on: date | None
    how: str | None


class BarrierPage(BaseModel):
    """Part of the log; ``next`` is the ``after`` of the part that follows."""

    items: list[BarrierView]
    next: UUID | None


async def list_barriers(
    connection: AsyncConnection, *, after: UUID | None = None, limit: int
) -> BarrierPage:
    """Barriers, the latest first."""
    query = select(barriers).order_by(barriers.c.logged_on.desc(), barriers.c.id.desc())
    if after is not None:
        place = select(barriers.c.logged_on, barriers.c.id).where(barriers.c.id == after)
        query = query.where(tuple_(barriers.c.logged_on, barriers.c.id) < place.scalar_subquery())
    found = [_view(row) for row in await connection.execute(query.limit(limit + 1))]
    items = found[:limit]
    return BarrierPage(items=items, next=items[-1].barrier_id if len(found) > limit else None)


async def barrier_by_id(connection: AsyncConnection, barrier_id: UUID) -> BarrierView:
    """One barrier; or ``NotFound``."""
    row = (
        await connection.execute(select(barriers).where(barriers.c.id == barrier_id))
    ).one_or_none()
    if row is None:
        raise NotFound("barrier", barrier_id)
    return _view(row)


async def barriers_of(connection: AsyncConnection, idea_id: UUID) -> list[BarrierView]:
    """The barriers of one idea, in the order in which they were found."""
    query = select(barriers).where(barriers.c.idea_id == idea_id)
    rows = await connection.execute(query.order_by(barriers.c.logged_on, barriers.c.id))
    return [_view(row) for row in rows]


def _view(row: Row[Any]) -> BarrierView:
    values = dict(row._mapping)
    return BarrierView(barrier_id=values.pop("id"), **values)
