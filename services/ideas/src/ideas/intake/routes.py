"""JSON of ideas."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from servicekit import public
from servicekit.web import Api, Execute, Reading
from servicekit.web.fields import CodeText, WardText

from ideas.intake.access import visible_idea
from ideas.intake.commands.moderating import ModerateIdea, moderate_idea
from ideas.intake.commands.submitting import SubmitIdea, submit_idea
from ideas.intake.commands.supporting import SupportIdea, support_idea
from ideas.intake.commands.withdrawing import WithdrawIdea, withdraw_idea
from ideas.intake.queries import Wanted, list_ideas, similar_ideas, waiting_ideas
from ideas.intake.views import IdeaPage, IdeaSummary, IdeaView, SimilarIdea, summary_of, view_of
from ideas.paging import Limit
from ideas.policies import is_person, may_moderate, may_submit_ideas
from ideas.promise import Promise

api = Api(tags=["intake"])

Words = Annotated[str, Query(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]


@api.post("/ideas", permit=may_submit_ideas)
async def post_idea(command: SubmitIdea, execute: Execute, promise: Promise) -> Response:
    """Takes an idea in."""
    return await execute(lambda uow: submit_idea(uow, command, promise))


@api.get("/ideas", permit=public)
async def get_ideas(
    reading: Reading,
    ward: WardText | None = None,
    theme: CodeText | None = None,
    progress: CodeText | None = None,
    q: Words | None = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> IdeaPage:
    """Published ideas, newest first."""
    wanted = Wanted(ward, theme, progress, q)
    return await list_ideas(reading.connection, wanted, after=after, limit=limit)


@api.get("/ideas/similar", permit=public)
async def get_similar_ideas(
    reading: Reading, title: Words, summary: Words | None = None, limit: Limit = 5
) -> dict[str, list[SimilarIdea]]:
    """Ideas that may be the same as one about to be submitted."""
    found = await similar_ideas(reading.connection, title, summary or "", limit=limit)
    return {"items": found}


@api.get("/ideas/{idea_id}", permit=public)
async def get_idea(idea_id: UUID, reading: Reading) -> IdeaView:
    """One idea."""
    return view_of(await visible_idea(reading.connection, reading.actor, idea_id))


@api.post("/ideas/{idea_id}/support", permit=is_person)
async def post_support(idea_id: UUID, command: SupportIdea, execute: Execute) -> Response:
    """Supports an idea, once."""
    return await execute(lambda uow: support_idea(uow, idea_id, command))


@api.post("/ideas/{idea_id}/withdraw", permit=may_submit_ideas, status_code=200)
async def post_withdrawal(idea_id: UUID, command: WithdrawIdea, execute: Execute) -> Response:
    """Takes an idea back."""
    return await execute(lambda uow: withdraw_idea(uow, idea_id, command), status=200)


@api.post("/ideas/{idea_id}/moderation", permit=may_moderate, status_code=200)
async def post_moderation(idea_id: UUID, command: ModerateIdea, execute: Execute) -> Response:
    """Publishes, edits or hides an idea."""
    return await execute(lambda uow: moderate_idea(uow, idea_id, command), status=200)


@api.get("/moderation", permit=may_moderate)
async def get_waiting(reading: Reading, limit: Limit = 50) -> dict[str, list[IdeaSummary]]:
    """Ideas that wait for a moderator, the oldest first."""
    waiting = await waiting_ideas(reading.connection, limit=limit)
    return {"items": [summary_of(idea) for idea in waiting]}
