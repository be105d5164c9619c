"""The moderators' queue."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi.responses import Response
from pagekit import marked
from servicekit import UnitOfWork, Unprocessable
from servicekit.web import Each, Form, Page, Pages, Reading

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


@pages.form(
    "/moderation/{idea_id}",
    permit=may_moderate,
    done=Each(
        "outcome",
        {
            "published": marked("The idea is published as it was said."),
            "edited": marked("The idea is published in the new words."),
            "hidden": marked("The idea is hidden. Your reason is kept."),
        },
    ),
)
async def judge(idea_id: UUID) -> Form:
    """One idea to read and judge; then back to the queue."""
    return Form(
        ModerateIdea,
        lambda uow, command: _judged(uow, idea_id, command),
        then=lambda _: "/ideas/moderation",
        template="moderate.html",
        shows=lambda reading: _context(reading, idea_id),
    )


async def _judged(uow: UnitOfWork, idea_id: UUID, command: ModerateIdea) -> ModeratedIdea:
    """What a rule wants is said at the field it wants."""
    try:
        return await moderate_idea(uow, idea_id, command)
    except domain.HidingNeedsAReason as lacks:
        raise Unprocessable("Enter the reason.", pointer="/reason") from lacks
    except domain.EditingNeedsNewWords as lacks:
        raise Unprocessable("Enter a new title or a new summary.", pointer="/title") from lacks


async def _context(reading: Any, idea_id: UUID) -> dict[str, Any]:
    idea = await visible_idea(reading.connection, reading.actor, idea_id)
    return {"idea": idea, "ward": ward_name(reading.council, idea.ward)}
