"""The first page, and the thread of one idea."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from pagekit import marked
from pagekit.wording import retold
from servicekit import public
from servicekit.web import Form, Page, Pages, Reading

from ideas.answering.queries import offers_of
from ideas.barriers.queries import barriers_of
from ideas.intake import progress
from ideas.intake.access import visible_idea
from ideas.intake.commands.supporting import SupportIdea, support_idea
from ideas.intake.domain import Idea
from ideas.intake.queries import Wanted, counts_by_ward, page_of_ideas, supports_it
from ideas.policies import is_person, may_answer, may_moderate, may_submit_ideas
from ideas.promise import Promise
from ideas.threads.queries import figures_of, latest_steps, thread_of
from ideas.threads.showing import entries, shown_figures
from ideas.threads.wording import department_name, office, ward_name, ward_with_its_time
from ideas.urgent_needs.queries import open_needs

pages = Pages()


@pages.get("/", permit=public)
async def home(
    reading: Reading,
    page: Page,
    promise: Promise,
    ward: Annotated[str, Query(max_length=20, pattern=r"^[A-Z0-9]*$")] = "",
) -> Response:
    """What is happening near me: in one ward, or in all of them."""
    connection = reading.connection
    by_ward = {row.ward: row for row in await counts_by_ward(connection)}
    # Wards of today are all shown; wards of another time where they have ideas.
    names = {one.code: one.name for one in reading.council.wards_on(reading.today)}
    names |= {code: ward_with_its_time(reading.council, code) for code in by_ward}
    here = ward if ward in names else None
    newest, total = await page_of_ideas(connection, Wanted(ward=here), page=1, size=6)
    needs = await open_needs(connection, reading.now)
    return await page.render(
        "home.html",
        newest=newest,
        total=total,
        here=here,
        here_name=names.get(here or "", ""),
        choices=sorted_by_name(names),
        wards=[(code, name, by_ward.get(code)) for code, name in sorted_by_name(names)],
        promise=promise,
        needs=[one for one in needs if here in (None, one.ward)],
        latest=await latest_steps(connection, 8, here),
        council=reading.council,
        progress=progress,
    )


def sorted_by_name(names: dict[str, str]) -> list[tuple[str, str]]:
    """Wards by name; two of one name, of different times, by code."""
    return sorted(names.items(), key=lambda one: (one[1], one[0]))


@pages.get("/threads/{idea_id}", permit=public, form=is_person)
async def thread_page(idea_id: UUID, reading: Reading, page: Page) -> Response:
    """One idea from the first word to the last outcome."""
    return await page.render("thread.html", **await thread_context(reading, idea_id))


async def thread_context(reading: Any, idea_id: UUID) -> dict[str, Any]:
    """What the page of a thread shows; ``NotFound`` where the reader may not see the idea."""
    connection, actor, council = reading.connection, reading.actor, reading.council
    idea = await visible_idea(connection, actor, idea_id)
    thread = await thread_of(connection, idea)
    return {
        "idea": idea,
        "ward": ward_name(council, idea.ward),
        "theme": council.themes.get(idea.theme, idea.theme),
        "area": council.areas.get(idea.area, idea.area) if idea.area else None,
        "owner": office(council, idea.role, idea.department)
        if idea.department and idea.role
        else None,
        "stage": progress.shown(idea.progress, idea.moderation),
        "referred_again": _referred_again(idea),
        "entries": entries(thread),
        "figures": shown_figures(figures_of(thread)),
        "barriers": await barriers_of(connection, idea_id),
        "offers": await offers_of(connection, idea_id),
        "department": lambda code: retold(department_name(council, code)),
        "can_support": is_person(actor) and idea.is_published and idea.withdrawn_on is None,
        "supports": await supports_it(connection, actor.person_key, idea_id),
        "can_work": may_answer(actor),
        "can_moderate": may_moderate(actor),
        "can_submit": may_submit_ideas(actor),
    }


def _referred_again(idea: Idea) -> str | None:
    stage = progress.beside(idea.progress, idea.referral_stage, referral_open=idea.referral_open)
    return None if stage is None else progress.label(stage)


@pages.step(
    "/threads/{idea_id}/support",
    on="/threads/{idea_id}",
    permit=is_person,
    done=marked("You support this idea now."),
)
async def support(idea_id: UUID) -> Form:
    """Supports the idea and comes back to its thread."""
    return Form(
        SupportIdea,
        lambda uow, command: support_idea(uow, idea_id, command),
        then=lambda _: f"/ideas/threads/{idea_id}",
        template="thread.html",
        shows=lambda reading: thread_context(reading, idea_id),
    )
