"""The officers' list with its clocks, and how well the promise to answer is kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Integer, Row, case, cast, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.answering.tables import clock_notices, offers, test_answers
from ideas.intake.domain import Idea
from ideas.intake.tables import idea_of, ideas


class ClockView(BaseModel):
    """One clock of one idea: running, kept or broken; ``notices`` are those given so far."""

    due_on: date
    done_on: date | None
    overdue: bool
    notices: list[str]


class WorkItem(BaseModel):
    """One idea on the officers' list."""

    idea_id: UUID
    title: str
    ward: str
    theme: str
    submitted_on: date
    progress: str
    department: str | None
    supporters: int
    acknowledge: ClockView
    answer: ClockView


class ResponseTimes(BaseModel):
    """How one promise was kept; the median in working days, tenths."""

    clock: str
    promised_on: int
    done: int
    in_time: int
    overdue_now: int
    median_working_days: float | None


async def work_list(
    connection: AsyncConnection,
    today: date,
    *,
    wards: Collection[str] = (),
    limit: int = 200,
) -> list[WorkItem]:
    """Published ideas that still want an answer, the most urgent first."""
    waiting = ideas.c.answered_on.is_(None)
    query = (
        select(ideas)
        .where(ideas.c.moderation == "published", ideas.c.withdrawn_on.is_(None), waiting)
        .order_by(
            case((ideas.c.acknowledged_on.is_(None), ideas.c.acknowledge_due_on)).nulls_last(),
            ideas.c.answer_due_on,
            ideas.c.id,
        )
        .limit(limit)
    )
    if wards:
        query = query.where(ideas.c.ward.in_(list(wards)))
    found = [idea_of(row) for row in (await connection.execute(query)).mappings()]
    notices = await _notices(connection, [idea.id for idea in found])
    return [_item(idea, today, notices) for idea in found]


async def _notices(
    connection: AsyncConnection, idea_ids: list[UUID]
) -> dict[tuple[UUID, str], list[str]]:
    query = (
        select(clock_notices)
        .where(clock_notices.c.idea_id.in_(idea_ids) if idea_ids else false())
        .order_by(clock_notices.c.given_at)
    )
    found: dict[tuple[UUID, str], list[str]] = {}
    for row in await connection.execute(query):
        found.setdefault((row.idea_id, row.clock), []).append(row.notice)
    return found


def _item(idea: Idea, today: date, notices: dict[tuple[UUID, str], list[str]]) -> WorkItem:
    def clock(name: str, due_on: date, done_on: date | None) -> ClockView:
        return ClockView(
            due_on=due_on,
            done_on=done_on,
            overdue=done_on is None and today > due_on,
            notices=notices.get((idea.id, name), []),
        )

    return WorkItem(
        idea_id=idea.id,
        title=idea.title,
        ward=idea.ward,
        theme=idea.theme,
        submitted_on=idea.submitted_on,
        progress=idea.progress,
        department=idea.department,
        supporters=idea.supporters,
        acknowledge=clock("acknowledge", idea.acknowledge_due_on, idea.acknowledged_on),
        answer=clock("answer", idea.answer_due_on, idea.answered_on),
    )


async def response_times(connection: AsyncConnection, today: date) -> list[ResponseTimes]:
    """How both promises were kept over every published idea."""
    acknowledged = await _kept(
        connection,
        today,
        (ideas.c.acknowledge_due_on, ideas.c.acknowledged_on, ideas.c.acknowledged_in),
    )
    answered = await _kept(
        connection, today, (ideas.c.answer_due_on, ideas.c.answered_on, ideas.c.answered_in)
    )
    return [_times("acknowledge", acknowledged), _times("answer", answered)]


async def _kept(connection: AsyncConnection, today: date, clock: tuple[Any, Any, Any]) -> Row[Any]:
    due_on, done_on, taken = clock
    stopped = or_(ideas.c.answered_on.is_not(None), ideas.c.withdrawn_on.is_not(None))
    median = func.percentile_cont(0.5).within_group(taken)
    query: Any = select(
        func.count().label("promised"),
        func.count(done_on).label("done"),
        func.count().filter(done_on <= due_on).label("in_time"),
        func.count().filter(done_on.is_(None), ~stopped, due_on < today).label("overdue"),
        cast(func.round(median * 10), Integer).label("tenths"),
    ).where(ideas.c.moderation == "published")
    row: Row[Any] = (await connection.execute(query)).one()
    return row


def _times(clock: str, row: Row[Any]) -> ResponseTimes:
    return ResponseTimes(
        clock=clock,
        promised_on=row.promised,
        done=row.done,
        in_time=row.in_time,
        overdue_now=row.overdue,
        median_working_days=None if row.tenths is None else row.tenths / 10,
    )


async def offers_of(connection: AsyncConnection, idea_id: UUID) -> list[Row[Any]]:
    """The offers of support to an idea, oldest first."""
    query = select(offers).where(offers.c.idea_id == idea_id).order_by(offers.c.offered_on)
    return list(await connection.execute(query))


async def test_of(connection: AsyncConnection, idea_id: UUID) -> list[Row[Any]]:
    """The answers to the six questions, if they were given."""
    query = select(test_answers).where(test_answers.c.idea_id == idea_id)
    return list(await connection.execute(query.order_by(test_answers.c.question)))
