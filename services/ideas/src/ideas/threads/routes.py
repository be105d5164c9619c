"""JSON of threads."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel
from servicekit import public
from servicekit.web import Api, Reading

from ideas.intake.access import visible_idea
from ideas.intake.views import IdeaView, view_of
from ideas.threads.folding import FiguresView
from ideas.threads.queries import StepView, figures_of, thread_of

api = Api(tags=["threads"])


class ThreadView(BaseModel):
    """One idea from the first word to the last outcome."""

    idea: IdeaView
    steps: list[StepView]
    figures: FiguresView


@api.get("/ideas/{idea_id}/thread", permit=public)
async def get_thread(idea_id: UUID, reading: Reading) -> ThreadView:
    """Every step of an idea, oldest first, with what the steps come to."""
    idea = await visible_idea(reading.connection, reading.actor, idea_id)
    thread = await thread_of(reading.connection, idea)
    return ThreadView(idea=view_of(idea), steps=thread, figures=figures_of(thread))
