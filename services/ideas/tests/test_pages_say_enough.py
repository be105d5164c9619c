"""What a page must say so that nobody is left to guess: fields, owners, officers, Welsh."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from uuid import UUID, uuid4

import httpx
import pytest
from civic_contracts.events.budgets import ProposalOpened
from civic_contracts.fields import PublicText
from ideas.intake.commands.submitting import SubmitIdea, submit_idea
from ideas.promise import AnsweringPromise
from ideas.testing import MODERATOR, OFFICER, RESIDENT, Bench, Site
from servicekit.identity import Actor

CHURCH_STREET = "E05013794"
WORDS = {
    "title": "A choir for everybody",
    "summary": "Neighbours who sing together get to know each other.",
    "ward": CHURCH_STREET,
    "theme": "community-focused",
}


async def an_idea(bench: Bench, by: Actor) -> str:
    command = SubmitIdea(**WORDS)  # type: ignore[arg-type]  # as a form would send it
    made = await bench.act(by, lambda uow: submit_idea(uow, command, AnsweringPromise()))
    return str(made.idea_id)


async def sent(browser: httpx.AsyncClient, address: str, **typed: str) -> httpx.Response:
    """Opens a form, fills it in and sends it."""
    shown = await browser.get(address)
    form = next(part for part in reversed(shown.text.split("<form")) if "command_id" in part)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return await browser.post(address, data={**dict(hidden), **typed})


def error_at(page: str, name: str) -> str:
    found = re.search(rf'id="{name}-error".*?</span>(.*?)</p>', page, re.DOTALL)
    return "" if found is None else unescape(found[1]).strip()


@pytest.mark.parametrize("action", ["acknowledge", "answer"])
async def test_no_department_is_published_that_nobody_chose(
    bench: Bench, site: Site, action: str
) -> None:
    idea_id = await an_idea(bench, OFFICER)
    async with site.browser(OFFICER) as browser:
        typed = {"department": "", "outcome": "taken-up", "reasons": "We do."}
        kept = typed if action == "answer" else {"department": ""}
        left = await sent(browser, f"/ideas/work/{idea_id}/{action}", **kept)
    assert left.status_code == 422
    assert error_at(left.text, "department") == "Choose department"
    assert await bench.rows("SELECT 1 FROM ideas WHERE acknowledged_on IS NOT NULL") == []


async def test_a_form_says_that_the_themes_are_the_councils_and_what_to_do(site: Site) -> None:
    async with site.browser(RESIDENT) as browser:
        page = (await browser.get("/ideas/new/details?title=Bees", follow_redirects=True)).text
    assert "choose the one that comes nearest" in page


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("group", "", "Enter the name of the group or business."),
        ("business", "", "Enter the name of the group or business."),
        (
            "resident",
            "Bees Ltd",
            "Leave the name empty, or say that it is for a group or a business.",
        ),
    ],
)
async def test_a_group_without_a_name_is_told_at_the_field(
    site: Site, kind: str, name: str, said: str
) -> None:
    async with site.browser(RESIDENT) as browser:
        wrong = await sent(
            browser,
            "/ideas/new/details?title=Bees",
            **WORDS,
            owner_kind=kind,
            owner_organisation=name,
        )
    assert wrong.status_code == 422
    assert error_at(wrong.text, "owner_organisation") == said


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"outcome": "hidden"}, "reason", "Enter the reason."),
        ({"outcome": "edited", "title": "New"}, "reason", "Enter the reason."),
        (
            {"outcome": "edited", "reason": "Names"},
            "title",
            "Enter a new title or a new summary.",
        ),
    ],
)
async def test_what_a_moderator_leaves_out_is_told_at_the_field(
    bench: Bench, site: Site, typed: dict[str, str], field: str, said: str
) -> None:
    idea_id = await an_idea(bench, RESIDENT)
    async with site.browser(MODERATOR) as browser:
        wrong = await sent(browser, f"/ideas/moderation/{idea_id}", **typed)
    assert wrong.status_code == 422
    assert error_at(wrong.text, field) == said
    assert "Needed to hide the idea" in wrong.text


async def test_an_owner_sees_that_the_idea_waits(bench: Bench, site: Site) -> None:
    idea_id = await an_idea(bench, RESIDENT)
    async with site.browser(RESIDENT) as browser:
        page = (await browser.get(f"/ideas/threads/{idea_id}", follow_redirects=True)).text
    assert "Waits for a moderator" in page
    assert "From then on every step is told here." in page
    assert "Nothing has happened yet" not in page
    assert "Heard" not in re.findall(r"govuk-tag[^>]*>\s*([^<]*?)\s*<", page)


async def test_an_officer_is_led_to_the_proposal(bench: Bench, site: Site) -> None:
    idea_id = await an_idea(bench, OFFICER)
    proposal = uuid4()
    async with site.browser(OFFICER) as browser:
        adopted = {"department": "parks", "role": "head-of-service"}
        await sent(browser, f"/ideas/work/{idea_id}/adopt", **adopted)
        await sent(browser, f"/ideas/work/{idea_id}/refer", volunteer_places="0")
        waits = (await browser.get(f"/ideas/work/{idea_id}")).text
        assert "as soon as the budgets have opened it" in waits
        await bench.hear(
            ProposalOpened(
                occurred_on=datetime.now(UTC).date(),
                proposal_id=proposal,
                idea_id=UUID(idea_id),
                origin="idea",
                financial_year="2026-27",
                wards=(CHURCH_STREET,),
                theme="community-focused",
                title=PublicText(text="A choir"),
                policy="westminster-2008",
            ),
            proposal,
        )
        opened = (await browser.get(f"/ideas/work/{idea_id}")).text
    assert f'href="/budgets/proposals/{proposal}"' in opened


async def test_a_thread_in_welsh_has_the_councils_questions_in_welsh(
    bench: Bench, site: Site
) -> None:
    idea_id = await an_idea(bench, RESIDENT)
    async with site.browser(MODERATOR) as browser:
        await sent(browser, f"/ideas/moderation/{idea_id}", outcome="published")
    async with site.browser(OFFICER) as browser:
        await sent(browser, f"/ideas/work/{idea_id}/acknowledge", department="neighbourhoods")
        answers = ("yes", "partly", "no") * 2
        typed = {f"answers.{n}.answer": word for n, word in enumerate(answers)}
        typed |= {f"answers.{n}.reason": "Cymdogion" for n in range(6)}
        assert (await sent(browser, f"/ideas/work/{idea_id}/test", **typed)).status_code == 303
    async with site.browser() as stranger:
        page = (await stranger.get(f"/ideas/threads/{idea_id}?lang=cy")).text
    words = unescape(re.sub(r"<[^>]+>", "", page))
    for english in ("Does it ", "Yes:", "Partly:", "No:", "A resident", "to acknowledge"):
        assert english not in words, english
    assert "Preswylydd, Church Street" in words
