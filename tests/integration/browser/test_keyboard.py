"""Every page by keyboard alone, and an idea that was said without a pointer."""

from __future__ import annotations

import pytest
from browser.keyboard import skip_to_the_main_part, tab_through
from browser.rounds import round_of
from browser.visitor import DESKTOP, WITHOUT_SCRIPTS, ZOOMED, Site, Visitor, Way, visitor
from browser.visits import VISITS
from civic_demo.play import Play

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.long]


async def by_keyboard(somebody: Visitor, address: str) -> None:
    await somebody.page.goto(somebody.site.url + address)
    await tab_through(somebody)
    await somebody.page.reload()
    await skip_to_the_main_part(somebody)


async def test_every_page_by_keyboard_alone(site: Site, city: Play) -> None:
    await round_of(site, city.names, DESKTOP, by_keyboard)


ENLARGED = ("/ideas/", "/ideas/threads/{idea_id}", "/volunteers/profile", "/reporting/")


async def test_focus_stays_in_sight_when_enlarged(site: Site, city: Play) -> None:
    await round_of(site, city.names, ZOOMED, by_keyboard, [VISITS[one] for one in ENLARGED])


async def tab_to(somebody: Visitor, name: str) -> None:
    """Tab until what has focus is called so."""
    named = "() => (document.activeElement.labels?.[0] || document.activeElement).textContent"
    for _ in range(150):
        await somebody.page.keyboard.press("Tab")
        if str(await somebody.page.evaluate(named)).strip() == name:
            return
    pytest.fail(f"Tab never reaches {name} on {somebody.page.url}")


async def enter(somebody: Visitor) -> None:
    """The enter key, which leads to another page."""

    async def press() -> None:
        async with somebody.page.expect_navigation():
            await somebody.page.keyboard.press("Enter")

    await somebody.do(press)


@pytest.mark.parametrize("way", [DESKTOP, WITHOUT_SCRIPTS], ids=lambda way: way.name)
async def test_an_idea_is_said_by_keyboard_alone(site: Site, city: Play, way: Way) -> None:
    async with visitor(site, way) as somebody:
        keys = somebody.page.keyboard
        await somebody.go("/ideas/")
        await tab_to(somebody, "Say an idea")
        await enter(somebody)
        await tab_to(somebody, "Their id")
        await keys.type("resident-0071")
        await enter(somebody)
        await tab_to(somebody, "Your idea")
        await keys.type(f"Steps to the canal, {way.name}")
        await enter(somebody)
        await tab_to(somebody, "What would it do, and for whom?")
        await keys.type("Nobody would have to climb the fence.")
        await tab_to(somebody, "Which ward is it for?")
        await keys.type("Harrow")
        await tab_to(somebody, "Activities for children")
        await keys.press("ArrowDown")
        await tab_to(somebody, "Send the idea")
        await enter(somebody)
        assert somebody.path.startswith("/ideas/sent/"), await somebody.said()
