"""Urgent needs as everybody may read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from servicekit import NotFound
from sqlalchemy import Row, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.urgent_needs.tables import count_spaces, urgent_needs


class UrgentNeedView(BaseModel):
    """One urgent need with its clock."""

    urgent_need_id: UUID
    idea_id: UUID | None
    conversation_id: UUID | None
    ward: str
    title: str
    summary: str | None
    spaces_needed: int
    people_needed: int
    people_found: int
    facilities: list[str]
    raised_at: datetime
    deadline: datetime
    met_at: datetime | None
    hours_taken: int | None
    in_time: bool | None
    overdue: bool
    how: str | None
    space_id: UUID | None


class UrgentNeedDetail(UrgentNeedView):
    """One urgent need, and how many spaces were found for it."""

    spaces_found: int


class UrgentNeedPage(BaseModel):
    """Part of the list; ``next`` is the ``after`` of the part that follows."""

    items: list[UrgentNeedView]
    next: UUID | None


async def list_urgent_needs(
    connection: AsyncConnection, now: datetime, *, after: UUID | None = None, limit: int
) -> UrgentNeedPage:
    """Urgent needs, the latest first."""
    query = select(urgent_needs).order_by(urgent_needs.c.raised_at.desc(), urgent_needs.c.id.desc())
    if after is not None:
        place = select(urgent_needs.c.raised_at, urgent_needs.c.id).where(
            urgent_needs.c.id == after
        )
        key = tuple_(urgent_needs.c.raised_at, urgent_needs.c.id)
        query = query.where(key < place.scalar_subquery())
    found = [_view(row, now) for row in await connection.execute(query.limit(limit + 1))]
    items = found[:limit]
    return UrgentNeedPage(
        items=items, next=items[-1].urgent_need_id if len(found) > limit else None
    )


async def open_needs(connection: AsyncConnection, now: datetime) -> list[UrgentNeedView]:
    """Needs that still stand, the most pressing first."""
    query = select(urgent_needs).where(urgent_needs.c.met_at.is_(None))
    rows = await connection.execute(query.order_by(urgent_needs.c.deadline).limit(20))
    return [_view(row, now) for row in rows]


async def need_detail(
    connection: AsyncConnection, need_id: UUID, now: datetime
) -> UrgentNeedDetail:
    """One need; or ``NotFound``."""
    query = select(urgent_needs).where(urgent_needs.c.id == need_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound("urgent need", need_id)
    return UrgentNeedDetail(
        **_view(row, now).model_dump(), spaces_found=await count_spaces(connection, need_id)
    )


def _view(row: Row[Any], now: datetime) -> UrgentNeedView:
    values = {
        name: row._mapping[name] for name in UrgentNeedView.model_fields if name in row._mapping
    }
    return UrgentNeedView(
        urgent_need_id=row.id,
        in_time=None if row.met_at is None else row.met_at <= row.deadline,
        overdue=row.met_at is None and now > row.deadline,
        **values,
    )
