"""The thread of one idea, and the latest steps of all."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import RowMapping, case, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.intake.domain import Idea
from ideas.intake.tables import ideas
from ideas.threads.folding import FiguresView, FigureView, MoneyView, folded
from ideas.threads.tables import steps

PROPOSALS = "/budgets/proposals/"


class StepView(BaseModel):
    """One step as everybody may read it."""

    on: date
    service: str
    kind: str
    what: str
    who: str
    text: str
    measures: list[FigureView]
    money: list[MoneyView]
    tone: str
    link: str


async def thread_of(connection: AsyncConnection, idea: Idea) -> list[StepView]:
    """Every step of the idea and of the conversation in which it was heard, oldest first."""
    belongs = steps.c.idea_id == idea.id
    if idea.conversation_id is not None:
        belongs = or_(belongs, steps.c.conversation_id == idea.conversation_id)
    return await _steps(connection, belongs)


async def proposal_of(connection: AsyncConnection, idea: Idea) -> str | None:
    """Where the budgets' proposal for an idea is, the latest one where there were several."""
    thread = await _steps(connection, steps.c.idea_id == idea.id)
    found = [one.link for one in thread if one.link.startswith(PROPOSALS)]
    return found[-1] if found else None


async def has_award(connection: AsyncConnection, idea_id: UUID) -> bool:
    """Whether an award to the idea stands: more were made than taken back."""
    kinds = case((steps.c.kind == "award.made", 1), (steps.c.kind == "award.revoked", -1), else_=0)
    query = select(func.coalesce(func.sum(kinds), 0)).where(steps.c.idea_id == idea_id)
    return int((await connection.execute(query)).scalar_one()) > 0


async def steps_of_conversation(
    connection: AsyncConnection, conversation_id: UUID
) -> list[StepView]:
    """Every step of a conversation, oldest first."""
    return await _steps(connection, steps.c.conversation_id == conversation_id)


async def _steps(connection: AsyncConnection, belongs: Any) -> list[StepView]:
    query = (
        select(steps)
        .where(belongs)
        .order_by(steps.c.occurred_on, steps.c.recorded_at, steps.c.position)
    )
    rows = (await connection.execute(query)).mappings()
    return [step_view(row) for row in rows]


def step_view(row: RowMapping) -> StepView:
    """A stored step as it is shown."""
    return StepView(
        on=row["occurred_on"],
        service=row["service"],
        kind=row["kind"],
        what=row["what"],
        who=row["who"],
        text=row["text"],
        measures=[FigureView(**one) for one in row["measures"]],
        money=[MoneyView(**one) for one in row["money"]],
        tone=row["tone"],
        link=row["link"],
    )


def figures_of(thread: list[StepView]) -> FiguresView:
    """What a thread comes to in figures."""
    return folded(
        [one for step in thread for one in step.measures],
        [one for step in thread for one in step.money],
    )


async def latest_steps(
    connection: AsyncConnection, limit: int, ward: str | None = None
) -> list[RowMapping]:
    """The latest step of each published idea, with its title; the newest of them first.

    One of each: a busy idea would push everything else off the first page.
    """
    latest = (
        select(steps, ideas.c.title, ideas.c.ward)
        .ext(distinct_on(steps.c.idea_id))
        .join(ideas, ideas.c.id == steps.c.idea_id)
        .where(ideas.c.moderation == "published")
        .order_by(steps.c.idea_id, steps.c.occurred_on.desc(), steps.c.position.desc())
    )
    if ward is not None:
        latest = latest.where(ideas.c.ward == ward)
    found = latest.subquery()
    query = select(found).order_by(found.c.occurred_on.desc(), found.c.position.desc()).limit(limit)
    return list((await connection.execute(query)).mappings())
