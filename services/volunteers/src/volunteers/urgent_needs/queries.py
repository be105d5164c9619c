"""Open needs with their deadline, and the spaces that would do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from servicekit import NotFound
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.finding import View
from volunteers.schemes.tables import conversations
from volunteers.spaces.domain import OFFERED
from volunteers.spaces.tables import spaces
from volunteers.urgent_needs import domain
from volunteers.urgent_needs.commands import reasons_for
from volunteers.urgent_needs.tables import urgent_needs

MOST_SUGGESTED = 200


class NeedView(View):
    """An urgent need."""

    id: UUID
    status: str
    idea_id: UUID | None
    conversation_id: UUID | None
    conversation: str | None
    ward: str
    title: str
    summary: str | None
    spaces_needed: int
    spaces_found: int
    people_needed: int
    facilities: list[str]
    raised_at: datetime
    deadline: datetime
    met_at: datetime | None


class ReasonView(View):
    """One thing that speaks for a space or against it."""

    code: str
    speaks_for: bool
    sentence: str


class Suggestion(View):
    """A space on offer and whether it would do."""

    space_id: UUID
    title: str
    organisation: str
    ward: str
    temporary: bool
    fits: bool
    reasons: list[ReasonView]


WANTED = select(urgent_needs, conversations.c.title.label("conversation")).outerjoin(
    conversations, conversations.c.id == urgent_needs.c.conversation_id
)


async def needs(connection: AsyncConnection, status: str | None) -> list[NeedView]:
    """Needs, the most pressing first; at most 200."""
    wanted = WANTED
    if status is not None:
        wanted = wanted.where(urgent_needs.c.status == status)
    rows = await connection.execute(wanted.order_by(urgent_needs.c.deadline).limit(200))
    return [NeedView.model_validate(row) for row in rows]


async def need(connection: AsyncConnection, need_id: UUID) -> NeedView:
    """One need; ``NotFound`` until it has been heard of."""
    found = await connection.execute(WANTED.where(urgent_needs.c.id == need_id))
    row = found.one_or_none()
    if row is None:
        raise NotFound("urgent need", need_id)
    return NeedView.model_validate(row)


async def suggestions(
    connection: AsyncConnection, council: Any, need_id: UUID, day: date
) -> list[Suggestion]:
    """Spaces on offer with every reason: those that fit first, then the fewest objections.

    Of 200: those that were offered for this need, then the newest; in this order too where as
    much speaks against one as against another.
    """
    wanted = await need(connection, need_id)
    on_offer = select(spaces).where(spaces.c.status == OFFERED)
    for_it = spaces.c.offered_for_need_id.is_not_distinct_from(need_id)
    newest = on_offer.order_by(for_it.desc(), spaces.c.position.desc()).limit(MOST_SUGGESTED)
    found = [
        _suggestion(council, wanted, row, day)
        for row in await connection.execute(newest)
        if row.taken_by_need_id != need_id
    ]
    return sorted(found, key=_objections)


def _suggestion(council: Any, wanted: NeedView, row: Any, day: date) -> Suggestion:
    reasons = reasons_for(council, wanted, row, day)
    return Suggestion(
        space_id=row.id,
        title=row.title,
        organisation=row.organisation,
        ward=row.ward,
        temporary=row.temporary,
        fits=domain.fits(reasons),
        reasons=[ReasonView.model_validate(reason) for reason in reasons],
    )


def _objections(suggestion: Suggestion) -> int:
    return sum(not reason.speaks_for for reason in suggestion.reasons)
