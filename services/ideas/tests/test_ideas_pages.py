"""Every page, as a browser without scripts meets it: shown, filled in, sent, refused."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import httpx
import pytest
from ideas.answering.forms import FORMS
from ideas.intake.commands.submitting import SubmitIdea, submit_idea
from ideas.promise import AnsweringPromise
from ideas.testing import FACILITATOR, MODERATOR, OFFICER, RESIDENT, Bench, Site

CHURCH_STREET = "E05013794"
WORDS = {
    "title": "A choir for everybody",
    "summary": "Neighbours who sing together get to know each other.",
    "ward": CHURCH_STREET,
    "theme": "community-focused",
}


def hidden_fields(page: str) -> dict[str, str]:
    """The hidden fields of the last form on a page that has a command id."""
    form = next(part for part in reversed(page.split("<form")) if 'name="command_id"' in part)
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in fields}


async def send(browser: httpx.AsyncClient, address: str, **typed: Any) -> httpx.Response:
    """Opens a form, fills it in and sends it."""
    shown = await browser.get(address)
    assert shown.status_code == 200, shown.text
    return await browser.post(address, data={**hidden_fields(shown.text), **typed})


async def an_idea(bench: Bench, **more: Any) -> str:
    command = SubmitIdea(**{**WORDS, **more})
    made = await bench.act(OFFICER, lambda uow: submit_idea(uow, command, AnsweringPromise()))
    return str(made.idea_id)


async def test_a_resident_says_an_idea_and_a_moderator_publishes_it(
    bench: Bench, site: Site
) -> None:
    await an_idea(bench, title="A choir for all")
    async with site.browser(RESIDENT) as browser:
        first = await browser.get("/ideas/new")
        assert "Step 1 of 2" in first.text
        details = "/ideas/new/details?title=A%20choir%20for%20everybody"
        shown = await browser.get(details)
        assert "Has somebody said it already?" in shown.text
        assert "A choir for all" in shown.text
        fields = hidden_fields(shown.text)
        sent = await browser.post("/ideas/new/details", data={**fields, **WORDS})
        assert sent.status_code == 303
        confirmation = await browser.get(sent.headers["location"])
        assert "A moderator reads it before everybody can" in confirmation.text
        again = await browser.post("/ideas/new/details", data={**fields, **WORDS})
        assert sent.headers["location"] in again.text
        assert "Waits for a moderator" in (await browser.get("/ideas/mine")).text
    idea_id = sent.headers["location"].rsplit("/", 1)[1]
    async with site.browser() as stranger:
        assert (await stranger.get(f"/ideas/threads/{idea_id}")).status_code == 404
    async with site.browser(MODERATOR) as browser:
        assert "A choir for everybody" in (await browser.get("/ideas/moderation")).text
        judged = await send(browser, f"/ideas/moderation/{idea_id}", outcome="published")
        assert judged.headers["location"] == "/ideas/moderation"
        queue = await browser.get(judged.headers["location"], headers={"Accept-Language": "cy"})
        assert "Cyhoeddwyd y syniad fel y dywedwyd ef." in queue.text
    async with site.browser() as stranger:
        thread = await stranger.get(f"/ideas/threads/{idea_id}")
        assert "The idea was heard online" in thread.text
        assert "Sign in to support this idea" in thread.text
        assert "A choir for everybody" in (await stranger.get("/ideas/")).text


async def test_a_form_with_mistakes_comes_back_with_what_was_typed(site: Site) -> None:
    async with site.browser(RESIDENT) as browser:
        shown = await browser.get("/ideas/new/details?title=Boxes")
        fields = hidden_fields(shown.text)
        sent = await browser.post(
            "/ideas/new/details", data={**fields, "title": "Boxes & bees", "ward": CHURCH_STREET}
        )
        assert sent.status_code == 422
        assert "There is a problem" in sent.text
        assert "Boxes &amp; bees" in sent.text
        assert 'href="#summary"' in sent.text


async def test_an_idea_is_supported_from_its_thread_once(bench: Bench, site: Site) -> None:
    idea_id = await an_idea(bench)
    async with site.browser(RESIDENT) as browser:
        shown = await browser.get(f"/ideas/threads/{idea_id}")
        fields = hidden_fields(shown.text)
        address = f"/ideas/threads/{idea_id}/support"
        assert (await browser.post(address, data=fields)).status_code == 303
        assert "You support this idea." in (await browser.get(f"/ideas/threads/{idea_id}")).text
        other = {**fields, "command_id": "0d4c6dd2-6d6c-4b0b-8a9c-0c7f5a3c3e11"}
        refused = await browser.post(address, data=other)
        assert refused.status_code == 409
        assert "a person supports an idea once" in refused.text


STEPS: list[tuple[str, dict[str, Any]]] = [
    ("acknowledge", {"department": "neighbourhoods"}),
    ("adopt", {"department": "parks", "role": "head-of-service"}),
    (
        "test",
        {
            **{f"answers.{n}.answer": "yes" for n in range(6)},
            **{f"answers.{n}.reason": "Neighbours do it themselves." for n in range(6)},
        },
    ),
    ("offer", {"department": "finance", "kind": "mentoring", "offer": "An hour a week"}),
    (
        "barrier",
        {"title": "A licence is missing", "kind": "legal", "owner_department": "licensing"},
    ),
    ("refer", {"estimated-pounds": "9,500", "organisation": "Wigmore Hall"}),
    (
        "answer",
        {"outcome": "taken-up", "reasons": "We fund it.", "department": "neighbourhoods"},
    ),
    ("feedback", {"did": "There is a choir."}),
]


async def test_an_officer_takes_every_step_by_form(bench: Bench, site: Site) -> None:
    idea_id = await an_idea(bench)
    async with site.browser(OFFICER) as browser:
        assert "A choir for everybody" in (await browser.get("/ideas/work")).text
        for action, typed in STEPS:
            sent = await send(browser, f"/ideas/work/{idea_id}/{action}", **typed)
            assert sent.status_code == 303, (action, sent.text)
            assert sent.headers["location"] == f"/ideas/work/{idea_id}"
            led = await browser.get(sent.headers["location"])
            assert "govuk-notification-banner--success" in led.text
            assert FORMS[action].done in unescape(led.text)
            once = await browser.get(sent.headers["location"])
            assert "govuk-notification-banner" not in once.text
        done = await browser.get(f"/ideas/work/{idea_id}")
        assert done.text.count("To do") == 0
        twice = await send(browser, f"/ideas/work/{idea_id}/answer", **STEPS[6][1])
        assert twice.status_code == 409
        assert "answered in public already" in twice.text
        thread = await browser.get(f"/ideas/threads/{idea_id}")
        for words in ("£9,500", "You said, we did", "Mentoring", "A licence is missing"):
            assert words in thread.text
        log = await browser.get("/ideas/barriers")
        removal = re.search(r"/ideas/barriers/[0-9a-f-]+/remove", log.text)
        assert removal is not None
        gone = await send(browser, removal[0], how="The licence was granted.")
        assert gone.headers["location"] == "/ideas/barriers"
        assert "Removed" in (await browser.get("/ideas/barriers")).text
    kinds = [row.type for row in await bench.rows("SELECT type FROM kit.outbox ORDER BY position")]
    assert [kind.split(".", 2)[2] for kind in kinds] == [
        "idea.submitted.v1",
        "idea.acknowledged.v1",
        "idea.adopted.v1",
        "idea.tested.v1",
        "idea.support-offered.v1",
        "barrier.logged.v1",
        "idea.referred.v1",
        "idea.answered.v1",
        "idea.feedback-given.v1",
        "barrier.removed.v1",
    ]


async def test_a_facilitator_fills_in_a_sheet_by_form(bench: Bench, site: Site) -> None:
    async with site.browser(FACILITATOR) as browser:
        made = await browser.post(
            "/ideas/api/conversations",
            json={
                "title": "Change Makers",
                "kind": "change-makers",
                "department": "neighbourhoods",
                "starts_on": date.today().isoformat(),  # noqa: DTZ011 - any day will do
            },
            headers={"Idempotency-Key": "one"},
        )
        assert made.status_code == 201, made.text
        address = f"/ideas/conversations/{made.json()['conversation_id']}"
        typed = {f"entries.0.{name}": value for name, value in WORDS.items()}
        sent = await send(browser, f"{address}/sheet", table="3", **typed)
        assert sent.status_code == 303, sent.text
        wrong = await send(browser, f"{address}/sheet", table="3", **{"entries.1.title": "Half"})
        assert wrong.status_code == 422
        assert (await browser.get(address)).status_code == 200
        assert "1 idea" in (await browser.get("/ideas/conversations")).text


async def test_an_urgent_need_is_raised_by_form(site: Site) -> None:
    async with site.browser(FACILITATOR) as browser:
        sent = await send(
            browser,
            "/ideas/urgent-needs/new",
            title="A room for the food bank",
            ward=CHURCH_STREET,
            spaces_needed="1",
            people_needed="0",
            facilities="kitchen",
        )
        assert sent.status_code == 303, sent.text
        shown = await browser.get(sent.headers["location"])
        assert "0 of 1 found" in shown.text
        assert "A room for the food bank" in (await browser.get("/ideas/")).text


PUBLIC = (
    "/ideas/",
    "/ideas/all",
    "/ideas/all?q=choir&ward=E05013794&theme=greening&progress=heard&page=3",
    "/ideas/all?q=%22%3A*%20%26%20%21%28",
    "/ideas/response-times",
    "/ideas/conversations",
    "/ideas/barriers",
    "/ideas/urgent-needs",
    "/ideas/accessibility",
    "/ideas/privacy",
)


@pytest.mark.parametrize("address", PUBLIC)
async def test_public_pages_are_shown_to_everybody(site: Site, address: str) -> None:
    async with site.browser() as browser:
        shown = await browser.get(address)
        assert shown.status_code == 200, shown.text
        assert "<h1" in shown.text


async def test_the_list_is_searched_and_has_pages(bench: Bench, site: Site) -> None:
    for number in range(25):
        await an_idea(bench, title=f"Planter number {number}", theme="greening")
    await an_idea(bench)
    async with site.browser() as browser:
        first = await browser.get("/ideas/all?theme=greening")
        assert first.text.count('<li class="civic-card">') == 20
        assert "page=2" in first.text
        second = await browser.get("/ideas/all?theme=greening&page=2")
        assert second.text.count('<li class="civic-card">') == 5
        found = await browser.get("/ideas/all?q=choirs")
        assert found.text.count('<li class="civic-card">') == 1
        nothing = await browser.get("/ideas/all?q=submarine")
        assert "No idea fits" in nothing.text


async def test_strangers_are_sent_to_sign_in_and_others_refused(site: Site) -> None:
    async with site.browser() as stranger:
        sent = await stranger.get("/ideas/work")
        assert sent.status_code == 303
        assert sent.headers["location"].startswith("/ideas/sign-in")
    async with site.browser(RESIDENT) as browser:
        assert (await browser.get("/ideas/work")).status_code == 403
        assert (await browser.get("/ideas/moderation")).status_code == 403


async def test_a_form_without_its_token_is_refused(site: Site) -> None:
    async with site.browser(RESIDENT) as browser:
        sent = await browser.post("/ideas/new/details", data={**WORDS, "command_id": "x"})
        assert sent.status_code == 403


async def test_what_people_write_is_shown_as_text(bench: Bench, site: Site) -> None:
    title = "<script>alert(1)</script>"
    idea_id = await an_idea(bench, title=title, summary="<b>bold</b> {{ 7 * 7 }}")
    async with site.browser() as browser:
        for address in ("/ideas/", "/ideas/all", f"/ideas/threads/{idea_id}"):
            shown = await browser.get(address)
            assert title not in shown.text
            assert "&lt;script&gt;alert(1)" in shown.text
            assert "<b>bold" not in shown.text
    async with site.browser(OFFICER) as browser:
        assert title not in (await browser.get("/ideas/work")).text


async def test_several_values_that_are_no_choices_are_no_fault_of_ours(site: Site) -> None:
    details = "/ideas/new/details?title=A%20choir"
    async with site.browser(RESIDENT) as browser:
        for odd in ("NOT", ["volunteers", "no-such"]):
            sent = await send(browser, details, **WORDS, principles=odd)
            assert sent.status_code == 422
            assert "error-summary" in sent.text
