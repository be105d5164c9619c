"""What people do to forms: press twice, go back, use two tabs, send again after a crash.

Each time there is one effect, and whoever did it is told so.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from browser import saying
from browser.scene import WARD_NAME
from browser.visitor import DESKTOP, WITHOUT_SCRIPTS, Site, Visitor, Way, visitor
from browser.visits import COUNCILLOR
from civic_demo.play import Play
from civic_stack.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.long]

WAYS = pytest.mark.parametrize("way", [DESKTOP, WITHOUT_SCRIPTS], ids=lambda way: way.name)


@asynccontextmanager
async def filled(site: Site, way: Way, title: str) -> AsyncIterator[Visitor]:
    """A resident before a form that is filled in and only waits to be sent."""
    async with visitor(site, way, "resident-0081") as resident:
        await resident.go("/ideas/new")
        await resident.fill("Your idea", title)
        await resident.press_button("Continue")
        await saying.details(resident)
        yield resident


async def said_once(resident: Visitor, title: str) -> None:
    """The idea is among one's own, once."""
    await resident.go("/ideas/mine")
    assert (await resident.said()).count(title) == 1, await resident.said()


@WAYS
async def test_a_double_click_sends_once(site: Site, city: Play, way: Way) -> None:
    title = f"Swings, {way.name}"
    async with filled(site, way, title) as resident:
        send = resident.page.get_by_role("button", name="Send the idea")
        await send.dblclick()
        await resident.arrives("sent")
        await said_once(resident, title)


@WAYS
async def test_back_and_sent_again_counts_once(site: Site, city: Play, way: Way) -> None:
    title = f"A slide, {way.name}"
    async with filled(site, way, title) as resident:
        await resident.press_button("Send the idea")
        await resident.do(resident.page.go_back)
        await resident.press_button("Send the idea")
        await said_once(resident, title)


async def test_a_sent_page_that_is_loaded_again_counts_once(site: Site, city: Play) -> None:
    title = "A roundabout"
    async with filled(site, DESKTOP, title) as resident:
        await resident.press_button("Send the idea")
        await resident.do(resident.page.reload)
        await said_once(resident, title)


async def test_two_tabs_send_two_ideas(site: Site, city: Play) -> None:
    async with filled(site, DESKTOP, "A sandpit") as one:
        other = Visitor(site, await one.page.context.new_page(), DESKTOP)
        await other.go("/ideas/new")
        await other.fill("Your idea", "A see-saw")
        await other.press_button("Continue")
        await saying.details(other)
        await other.press_button("Send the idea")
        await one.press_button("Send the idea")
        await said_once(one, "A sandpit")
        await said_once(one, "A see-saw")


async def test_two_tabs_support_once(site: Site, city: Play) -> None:
    address = f"/ideas/threads/{city['late.idea']}"
    async with visitor(site, DESKTOP, "resident-0082") as one:
        other = Visitor(site, await one.page.context.new_page(), DESKTOP)
        await one.go(address)
        await other.go(address)
        before = await supporters(one)
        await one.press_button("Support this idea")
        await other.press_button("Support this idea")
        await one.go(address)
        await one.reads("You support this idea.")
        assert await supporters(one) == before + 1


async def supporters(somebody: Visitor) -> int:
    row = somebody.page.locator(".govuk-summary-list__row", has_text="Supported by")
    return int((await row.locator("dd").inner_text()).split()[0])


async def test_a_vote_in_two_tabs_is_one_vote(site: Site, city: Play) -> None:
    address = f"/budgets/proposals/{city['voting.proposal']}/decision"
    async with visitor(site, DESKTOP, COUNCILLOR) as one:
        other = Visitor(site, await one.page.context.new_page(), DESKTOP)
        for tab in (one, other):
            await tab.go(address)
            await tab.choose("Have you an interest in this?", "No interest")
            await tab.choose("How do you vote?", "In favour")
        await one.press_button("Vote")
        await other.press_button("Vote")
        row = other.page.locator("tbody tr", has_text=WARD_NAME)
        # Have voted: the scene's first councillor and this one.
        assert (await row.locator("td").all_inner_texts())[2] == "2 of 3"


@WAYS
async def test_what_was_wrong_is_put_right_and_sent_once(site: Site, city: Play, way: Way) -> None:
    title = f"A climbing frame, {way.name}"
    async with filled(site, way, title) as resident:
        await resident.fill("What would it do, and for whom?", "")
        await resident.press_button("Send the idea")
        assert (await resident.page.title()).startswith("Error:")
        # What was right is still there; the summary of errors leads to what was not.
        chosen = resident.page.get_by_label("Which ward is it for?").locator("option:checked")
        assert await chosen.inner_text() == WARD_NAME
        await resident.page.get_by_role("alert").get_by_role("link").first.click()
        focused = await resident.page.evaluate("document.activeElement.id")
        if way.scripts:
            assert focused == "summary"
        await resident.fill("What would it do, and for whom?", saying.SUMMARY)
        await resident.press_button("Send the idea")
        await said_once(resident, title)


async def test_sent_again_after_the_service_was_killed(
    stack: Stack, site: Site, city: Play
) -> None:
    title = "A fountain to drink from"
    async with filled(site, DESKTOP, title) as resident:
        stack["ideas"].kill()
        # The front door says on a page that the service is away; the browser sends it once more.
        await resident.page.get_by_role("button", name="Send the idea").click()
        for _ in range(60):
            await resident.page.wait_for_load_state("load")
            if resident.path.startswith("/ideas/sent/"):
                break
            await resident.page.wait_for_timeout(500)
            await resident.page.reload()
        resident.complaints.clear()
        await said_once(resident, title)


async def test_sent_again_after_the_service_died_before_it_could_answer(
    stack: Stack, site: Site, city: Play
) -> None:
    title = "A tree for every birth"
    await stack["ideas"].restart({"CIVIC_CRASH": "S4"})
    try:
        async with filled(site, DESKTOP, title) as resident:
            # The idea is committed; the answer never comes.
            await resident.page.get_by_role("button", name="Send the idea").click()
            await resident.page.wait_for_load_state("load")
            await stack["ideas"].restart({"CIVIC_CRASH": ""})
            await resident.page.reload()
            resident.complaints.clear()
            await resident.reads("Already sent", "Nothing was done twice.")
            await resident.follow("See what became of it")
            assert resident.path.startswith("/ideas/sent/"), resident.page.url
            await said_once(resident, title)
    finally:
        await stack["ideas"].restart({"CIVIC_CRASH": ""})
