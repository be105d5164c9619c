"""Words that a moderator has taken back: gone from threads, whether already there or still to come.

The events that carry the words and the one that withdraws them may be of different subjects, and
so arrive in either order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import and_, case, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.threads.step import THREAD, Step
from ideas.threads.tables import steps, withdrawn_texts

OWN = "ideas"
TAKEN = "A space was taken for the urgent need"
# Lines of this service that call a thing by its title, and what they say without it.
QUOTING = {
    "urgent-need.raised": "Urgent need raised",
    "urgent-need.met": "Urgent need met",
    "barrier.removed": "Barrier removed",
}
# What this service says itself holds no words otherwise; the others' lines may, but for these,
# which say what was decided and done.
NOT_QUOTING = (
    *("proposal.opened", "proposal.researched", "proposal.criteria-assessed"),
    *("proposal.decided", "proposal.declined", "award.made", "agreement.condition-met"),
    *("agreement.monitoring-recorded", "agreement.suspended", "project.completed"),
    *("project.sustained", "project.continued"),
)
# A project that another ward takes up: the line of the project itself, not that of its replica.
TAKEN_UP = ("project.replicated", "replica:")
EXAMPLES = (steps.c.kind == "project.replicated", steps.c.slot.startswith("example:"))
"""The lines of projects that took up what another idea began, which they call by its title."""

INSTEAD = "Words withdrawn"
"""The title of a thing whose words are gone."""

WITHDRAWN = "A moderator has withdrawn the words of this step"


async def withdraw_texts(connection: AsyncConnection, event_ids: Sequence[UUID], day: date) -> None:
    """Takes the words of these events off every thread, now and for good."""
    noted = [{"event_id": one, "withdrawn_on": day} for one in event_ids]
    await connection.execute(insert(withdrawn_texts).on_conflict_do_nothing(), noted)
    kind, slot = TAKEN_UP
    taken_up = and_(steps.c.kind == kind, steps.c.slot.startswith(slot))
    what = case(
        *((steps.c.kind == said, without) for said, without in QUOTING.items()),
        (or_(steps.c.service == OWN, steps.c.kind.in_(NOT_QUOTING), taken_up), steps.c.what),
        else_=WITHDRAWN,
    )
    await connection.execute(
        update(steps).where(steps.c.event_id.in_(event_ids)).values(text="", what=what)
    )


async def withdraw_quotations(connection: AsyncConnection, idea_id: UUID) -> None:
    """Takes the words of an idea and of its urgent needs out of steps that tell of other things."""
    taken = and_(steps.c.idea_id == idea_id, steps.c.what.startswith(f"{TAKEN}: "))
    followed = and_(*EXAMPLES, steps.c.link == THREAD.format(idea_id))
    await connection.execute(
        update(steps)
        .where(or_(taken, followed))
        .values(what=case((followed, WITHDRAWN), else_=TAKEN))
    )


async def without_withdrawn_words(connection: AsyncConnection, step: Step, event_id: UUID) -> Step:
    """The step as it may be shown."""
    query = select(withdrawn_texts.c.event_id).where(withdrawn_texts.c.event_id == event_id)
    if (await connection.execute(query)).one_or_none() is None:
        return step
    kind, slot = TAKEN_UP
    taken_up = step.kind == kind and (step.slot or "").startswith(slot)
    says_nothing = step.service == OWN or step.kind in NOT_QUOTING or taken_up
    what = QUOTING.get(step.kind, step.what if says_nothing else WITHDRAWN)
    return replace(step, text="", what=what)
