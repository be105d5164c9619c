"""The clocks of the promise to answer: acknowledged in time, answered in time.

A reminder comes at the beginning of the last day, the notice that a promise is broken once that
day is over, and five working days later the matter goes higher. What is entered long afterwards
sets off no notice for days that have passed.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from servicekit import UnitOfWork
from servicekit.database import CIVIL_TIME
from sqlalchemy.dialects.postgresql import insert

from ideas.answering.tables import clock_notices
from ideas.intake.domain import Idea
from ideas.intake.tables import find_idea
from ideas.reference import due_after

JOB = "answer-clock"
ACKNOWLEDGE, ANSWER = "acknowledge", "answer"
ESCALATE_AFTER = 5


async def start_clocks(uow: UnitOfWork, idea: Idea) -> None:
    """Schedules every notice of an idea's two clocks that still lies ahead."""
    for clock, due_on in ((ACKNOWLEDGE, idea.acknowledge_due_on), (ANSWER, idea.answer_due_on)):
        after = due_on + timedelta(days=1)
        higher = due_after(uow.council, due_on, ESCALATE_AFTER) + timedelta(days=1)
        for notice, day in (("reminder", due_on), ("overdue", after), ("escalated", higher)):
            due_at = beginning_of(day)
            if due_at <= uow.now:
                continue
            await uow.schedule(
                JOB,
                due_at=due_at,
                payload={"idea_id": str(idea.id), "clock": clock, "notice": notice},
                key=f"{idea.id}:{clock}:{notice}",
            )


async def run_answer_clock(uow: UnitOfWork, payload: dict[str, Any]) -> None:
    """The job: notes a notice for the officers' list, unless what it waits for has been done."""
    idea = await find_idea(uow.connection, UUID(payload["idea_id"]))
    if idea is None or not is_running(idea, payload["clock"]):
        return
    await uow.connection.execute(
        insert(clock_notices)
        .values(
            idea_id=idea.id,
            clock=payload["clock"],
            notice=payload["notice"],
            given_at=uow.now,
        )
        .on_conflict_do_nothing()
    )
    await uow.audit(f"clock.{payload['notice']}", str(idea.id), clock=payload["clock"])


def is_running(idea: Idea, clock: str) -> bool:
    """Whether the clock still waits: an answer stops both, so does withdrawing.

    Hiding does not: officers see nothing of it, until the idea is public again and its promise
    was broken meanwhile.
    """
    if idea.answered_on is not None or idea.withdrawn_on is not None:
        return False
    return clock == ANSWER or idea.acknowledged_on is None


def beginning_of(day: date) -> datetime:
    """The first moment of a day in the council's civil time."""
    return datetime.combine(day, time.min, CIVIL_TIME)
