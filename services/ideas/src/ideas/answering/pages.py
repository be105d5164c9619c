"""The officers' list and their work on one idea; response times for everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi.responses import Response
from servicekit import public
from servicekit.web import Form, Page, Pages, Reading

from ideas.answering.forms import FORMS, WorkForm
from ideas.answering.queries import response_times, test_of, work_list
from ideas.barriers.queries import barriers_of
from ideas.intake.access import visible_idea
from ideas.intake.pages import ward_choices
from ideas.policies import is_staff, may_answer
from ideas.threads.queries import proposal_of
from ideas.threads.wording import ward_name

pages = Pages()

MOST = 200


@pages.get("/response-times", permit=public)
async def times(reading: Reading, page: Page) -> Response:
    """How the promises to acknowledge and to answer are kept."""
    kept = await response_times(reading.connection, reading.today)
    return await page.render("response_times.html", times=kept, now=reading.now)


@pages.get("/work", permit=is_staff)
async def work(reading: Reading, page: Page) -> Response:
    """Ideas that still want an answer, the most urgent first."""
    items = await work_list(
        reading.connection, reading.today, wards=reading.actor.wards, limit=MOST
    )
    return await page.render("work.html", items=items, most=MOST, council=reading.council)


@pages.get("/work/{idea_id}", permit=is_staff)
async def work_on(idea_id: UUID, reading: Reading, page: Page) -> Response:
    """One idea: what has been done for it, and what can be done next."""
    idea = await visible_idea(reading.connection, reading.actor, idea_id)
    return await page.render(
        "work_on.html",
        idea=idea,
        ward=ward_name(reading.council, idea.ward),
        tasks=[(form, form.state(idea)) for form in FORMS.values()],
        barriers=await barriers_of(reading.connection, idea_id),
        proposal=await proposal_of(reading.connection, idea),
        today=reading.today,
    )


def _declare(work: WorkForm) -> None:
    """The form of one step; it comes back to the idea."""

    @pages.form(f"/work/{{idea_id}}/{work.action}", permit=may_answer, done=work.done)
    async def step(idea_id: UUID) -> Form:
        return Form(
            work.command,
            lambda uow, command: work.use_case(uow, idea_id, command),
            then=lambda _: f"/ideas/work/{idea_id}",
            template=work.template,
            shows=lambda reading: _context(reading, idea_id, work),
            given=work.given(idea_id),
        )


for one in FORMS.values():
    _declare(one)


async def _context(reading: Any, idea_id: UUID, work: WorkForm) -> dict[str, Any]:
    council = reading.council
    idea = await visible_idea(reading.connection, reading.actor, idea_id)
    own = next(iter(sorted(reading.actor.departments)), "")
    return {
        "idea": idea,
        "work": work,
        "departments": sorted(council.departments.items(), key=lambda one: one[1]),
        "own_department": idea.department or own,
        "questions": list(council.test_questions.items()),
        "answers": {one.question: one for one in await test_of(reading.connection, idea_id)},
        "wards": ward_choices(council),
    }
