"""Every idea; saying one; my own."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from civic_reference import Council
from fastapi import Query
from fastapi.responses import RedirectResponse, Response
from pagekit import marked
from servicekit import public
from servicekit.web import ExecuteForm, Form, Page, Pages, Reading, Silent

from ideas.intake import progress
from ideas.intake.access import visible_idea
from ideas.intake.commands.submitting import SubmitIdea, submit_idea
from ideas.intake.queries import Wanted, ideas_of_person, page_of_ideas, similar_ideas
from ideas.paging import PAGE_SIZE, PageNumber
from ideas.policies import is_person, is_staff, may_submit_ideas
from ideas.promise import Promise
from ideas.threads.wording import ward_name, ward_with_its_time

pages = Pages()

Typed = Annotated[str, Query(max_length=300, pattern=r"^[^\x00]*$")]
OWNERS = (
    ("resident", marked("I say it for myself"), marked("Your name is never shown")),
    ("group", marked("For a community group"), marked("The group's name is shown")),
    ("business", marked("For a business"), marked("The business's name is shown")),
)


@pages.get("/all", permit=public)
async def all_ideas(
    reading: Reading,
    page: Page,
    ward: Typed = "",
    theme: Typed = "",
    stage: Annotated[Typed, Query(alias="progress")] = "",
    q: Typed = "",
    number: Annotated[PageNumber, Query(alias="page")] = 1,
) -> Response:
    """Every published idea, narrowed down by ward, theme, stage and words."""
    wanted = Wanted(ward or None, theme or None, stage or None, q.strip() or None)
    found, total = await page_of_ideas(reading.connection, wanted, page=number, size=PAGE_SIZE)
    asked = {"ward": ward, "theme": theme, "progress": stage, "q": q}
    given = urlencode({name: value for name, value in asked.items() if value})
    council = reading.council
    return await page.render(
        "all.html",
        found=found,
        total=total,
        number=number,
        numbers=-(-total // PAGE_SIZE),
        address=f"/ideas/all?{given}{'&' if given else ''}page={{page}}",
        asked=asked,
        wards=ward_choices(council),
        themes=list(council.themes.items()),
        stages=list(progress.LABELS.items()),
        council=council,
        progress=progress,
    )


def ward_choices(council: Council) -> list[tuple[str, str]]:
    """Every ward there ever was; those that are gone say until when."""
    wards = sorted(council.wards, key=lambda one: (one.name, one.code))
    return [(one.code, ward_with_its_time(council, one.code)) for one in wards]


@pages.get("/new", permit=may_submit_ideas, form=may_submit_ideas)
async def say_in_a_few_words(page: Page) -> Response:
    """Step 1: a few words."""
    return await page.render("new.html")


@pages.get("/new/details", permit=may_submit_ideas, form=may_submit_ideas)
async def say_the_rest(reading: Reading, page: Page, title: Typed = "") -> Response:
    """Step 2: ideas that may be the same, and the rest of what there is to say."""
    if not title.strip():
        return RedirectResponse("/ideas/new", status_code=303)
    return await page.render("details.html", **await _details(reading, title.strip()))


async def _details(reading: Any, title: str) -> dict[str, Any]:
    council = reading.council
    return {
        "typed_title": title,
        "similar": await similar_ideas(reading.connection, title, "", limit=3),
        "wards": [(one.code, one.name) for one in council.wards_on(reading.today)],
        "themes": list(council.themes.items()),
        "areas": list(council.areas.items()),
        "owners": OWNERS,
        "staff": is_staff(reading.actor),
        "council": council,
        "progress": progress,
        "ward_name": lambda code: ward_name(council, code),
    }


@pages.post(
    "/new/details",
    permit=may_submit_ideas,
    done=Silent("the next page says what was sent, and what happens now"),
)
async def submit(execute: ExecuteForm, promise: Promise) -> Response:
    """Step 3: the idea is sent."""
    title = str(execute.values.get("title", ""))
    return await execute(
        Form(
            SubmitIdea,
            lambda uow, command: submit_idea(uow, command, promise),
            then=lambda made: f"/ideas/sent/{made.idea_id}",
            template="details.html",
            shows=lambda reading: _details(reading, title),
        )
    )


@pages.get("/sent/{idea_id}", permit=may_submit_ideas)
async def sent(idea_id: UUID, reading: Reading, page: Page) -> Response:
    """What happens next, and by when."""
    idea = await visible_idea(reading.connection, reading.actor, idea_id)
    return await page.render("sent.html", idea=idea)


@pages.get("/mine", permit=is_person)
async def mine(reading: Reading, page: Page) -> Response:
    """What I said and what I support, with how far each has come."""
    said, supported = await ideas_of_person(reading.connection, reading.actor.person_key or "")
    return await page.render(
        "mine.html", said=said, supported=supported, council=reading.council, progress=progress
    )
