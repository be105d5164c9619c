"""Figures about an idea where there is no agreement to monitor."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import LongText

from ideas.answering import publishing
from ideas.answering.commands.owning import IdeaStanding
from ideas.answering.offices import day_after_submission
from ideas.intake.access import lock_visible_idea
from ideas.intake.domain import the_idea_is_public_and_stands
from ideas.measures import MeasureGiven


class RecordMeasures(Command):
    """What was counted, and in what connection."""

    measures: Annotated[tuple[MeasureGiven, ...], Field(min_length=1, max_length=50)]
    summary: LongText | None = None


async def record_measures(uow: UnitOfWork, idea_id: UUID, command: RecordMeasures) -> IdeaStanding:
    """Tells the figures; the thread keeps them."""
    idea = await lock_visible_idea(uow, idea_id)
    the_idea_is_public_and_stands(idea)
    day = day_after_submission(uow, command, idea)
    await publishing.tell_measured(uow, idea, command, day)
    return IdeaStanding(idea_id=idea_id, progress=idea.progress)
