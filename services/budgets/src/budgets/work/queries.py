"""Every proposal that waits for the reader, by the step that it waits for, oldest first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.proposals.tables import proposals
from budgets.work.steps import STEPS, Asked


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do; ``since`` is when it came to wait, or is due, if it has a day.

    ``about`` is the award, agreement, project or payment that is worked on, else the proposal;
    ``code`` and ``words`` name the condition or the approval, where it is one.
    """

    proposal_id: UUID
    title: str
    organisation: str | None
    wards: tuple[str, ...]
    about: UUID
    since: date | None
    code: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Pile:
    """What waits for one step: how many, and the oldest of them."""

    step: str
    number: int
    oldest: tuple[Waiting, ...]


async def piles(
    connection: AsyncConnection, asked: Asked, *, wards: Collection[str] | None, most: int
) -> list[Pile]:
    """What waits for each step that the asker does, in these wards or in all, so many of each."""
    found = []
    for step, (may_do, query_of) in STEPS.items():
        if not may_do(asked.actor):
            continue
        query = query_of(asked)
        if wards is not None:
            query = query.where(proposals.c.wards.overlap(sorted(wards)))
        order = query.selected_columns["since"].asc().nulls_last()
        rows = (
            await connection.execute(query.order_by(order, proposals.c.position).limit(most))
        ).all()
        number = rows[0].number if rows else 0
        found.append(Pile(step, number, tuple(_waiting(row) for row in rows)))
    return found


def _waiting(row: Any) -> Waiting:
    return Waiting(
        proposal_id=row.proposal_id,
        title=row.title,
        organisation=row.organisation,
        wards=tuple(row.wards),
        about=row.about,
        since=row.since,
        code=row.code,
        words=row.words,
    )
