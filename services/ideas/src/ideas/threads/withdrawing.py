"""Words that a moderator has taken back: gone from threads, whether already there or still to come.

The events that carry the words and the one that withdraws them may be of different subjects, and
so arrive in either order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import case, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.threads.step import Step
from ideas.threads.tables import steps, withdrawn_texts

OWN = "ideas"
EXAMPLES = (steps.c.kind == "project.replicated", steps.c.slot.startswith("example:"))
"""The lines of projects that took up what another idea began, which they call by its title."""

WITHDRAWN = "A moderator has withdrawn the words of this step"


async def withdraw_texts(connection: AsyncConnection, event_ids: Sequence[UUID], day: date) -> None:
    """Takes the words of these events off every thread, now and for good."""
    noted = [{"event_id": one, "withdrawn_on": day} for one in event_ids]
    await connection.execute(insert(withdrawn_texts).on_conflict_do_nothing(), noted)
    # What this service says itself of a step holds no words of others; the others' lines may.
    what = case((steps.c.service == OWN, steps.c.what), else_=WITHDRAWN)
    await connection.execute(
        update(steps).where(steps.c.event_id.in_(event_ids)).values(text="", what=what)
    )


async def without_withdrawn_words(connection: AsyncConnection, step: Step, event_id: UUID) -> Step:
    """The step as it may be shown."""
    query = select(withdrawn_texts.c.event_id).where(withdrawn_texts.c.event_id == event_id)
    if (await connection.execute(query)).one_or_none() is None:
        return step
    return replace(step, text="", what=step.what if step.service == OWN else WITHDRAWN)
