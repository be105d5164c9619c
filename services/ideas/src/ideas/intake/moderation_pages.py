"""The moderators' queue."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi.responses import Response
from servicekit import UnitOfWork, Unprocessable
from servicekit.web import ExecuteForm, Page, Pages, Reading

from ideas.intake import domain
from ideas.intake.access import visible_idea
from ideas.intake.commands.moderating import ModeratedIdea, ModerateIdea, moderate_idea
from ideas.intake.queries import waiting_ideas
from ideas.policies import may_moderate
from ideas.threads.wording import ward_name

pages = Pages()

QUEUE = 100


@pages.get("/moderation", permit=may_moderate)
async def queue(reading: Reading, page: Page) -> Response:
    """Ideas that wait, the oldest first."""
    return await page.render(
        "moderation.html",
        waiting=await waiting_ideas(reading.connection, limit=QUEUE),
        council=reading.council,
    )


@pages.get("/moderation/{idea_id}", permit=may_moderate, form=may_moderate)
async def judge(idea_id: UUID, reading: Reading, page: Page) -> Response:
    """One idea to read and judge."""
    return await page.render("moderate.html", **await _context(reading, idea_id))


@pages.post("/moderation/{idea_id}", permit=may_moderate)
async def judged(idea_id: UUID, execute: ExecuteForm, reading: Reading) -> Response:
    """The judgement, and back to the queue; what a rule wants stands at the field it wants."""

    async def use_case(uow: UnitOfWork, command: ModerateIdea) -> ModeratedIdea:
        try:
            return await moderate_idea(uow, idea_id, command)
        except domain.HidingNeedsAReason as lacks:
            raise Unprocessable("Enter the reason.", pointer="/reason") from lacks
        except domain.EditingNeedsNewWords as lacks:
            raise Unprocessable("Enter a new title or a new summary.", pointer="/title") from lacks

    async def context() -> dict[str, Any]:
        return await _context(reading, idea_id)

    return await execute(
        ModerateIdea,
        use_case,
        then=lambda _: "/ideas/moderation",
        template="moderate.html",
        context=context,
    )


async def _context(reading: Any, idea_id: UUID) -> dict[str, Any]:
    idea = await visible_idea(reading.connection, reading.actor, idea_id)
    return {"idea": idea, "ward": ward_name(reading.council, idea.ward)}
