"""What looks at the pages sees what it is for: each kind of defect is planted in a real page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from browser.keyboard import skip_to_the_main_part, tab_through
from browser.paper import ON_PAPER, SMALLEST
from browser.record import Record
from browser.visitor import DESKTOP, PHONE, WITHOUT_SCRIPTS, Site, Visitor, Way, visitor
from playwright.async_api import Route

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.long]

HOME = "/ideas/"


@asynccontextmanager
async def planted(site: Site, defect: str, way: Way = DESKTOP) -> AsyncIterator[Visitor]:
    """The first page with something more in its main part, and a record of its own."""
    async with visitor(replace(site, record=Record()), way) as somebody:

        async def serve(route: Route) -> None:
            answer = await route.fetch()
            body = (await answer.text()).replace("</h1>", f"</h1>{defect}", 1)
            # The page's policy would refuse the styles and scripts that are planted here.
            headers = {**answer.headers, "content-security-policy": ""}
            await route.fulfill(response=answer, body=body, headers=headers)

        await somebody.page.route(f"**{HOME}", serve)
        yield somebody


def found(somebody: Visitor) -> str:
    return "\n".join(somebody.site.record.told())


@pytest.mark.parametrize(
    ("defect", "way", "told"),
    [
        ('<img src="/ideas/assets/civic.svg">', DESKTOP, "image-alt"),
        ('<img src="/ideas/assets/civic.svg">', WITHOUT_SCRIPTS, "image-alt"),
        ('<p style="color: #bbb">Can you read this?</p>', DESKTOP, "color-contrast"),
        ("<input>", DESKTOP, "label: Form elements must have labels"),
        ('<p style="width: 400px">Too wide for a phone</p>', PHONE, "scrolls sideways, 4"),
        ("<script>throw new Error('planted')</script>", DESKTOP, "script error: planted"),
    ],
)
async def test_a_planted_defect_is_seen(site: Site, defect: str, way: Way, told: str) -> None:
    async with planted(site, defect, way) as somebody:
        await somebody.go(HOME)
        assert told in found(somebody)


async def test_without_scripts_none_runs(site: Site) -> None:
    script = "<p id=told>no</p><script>document.getElementById('told').textContent='yes'</script>"
    for way, told in ((DESKTOP, "yes"), (WITHOUT_SCRIPTS, "no")):
        async with planted(site, script, way) as somebody:
            await somebody.go(HOME)
            assert await somebody.page.locator("#told").inner_text() == told


@pytest.mark.parametrize(
    ("defect", "told"),
    [
        (
            "<style>#planted:focus { outline: none; box-shadow: none }"
            "#planted { all: unset }</style><button id=planted>x</button>",
            "focus cannot be seen",
        ),
        ('<button tabindex="3">first of all</button>', "Tab goes another way"),
        ('<button style="position: absolute; left: -9999px">x</button>', "outside the window"),
        (
            "<button onkeydown=\"if (event.key === 'Tab') event.preventDefault()\">trap</button>",
            "Tab reaches",
        ),
        (
            '<div style="display: flex; flex-direction: column-reverse; gap: 1em">'
            '<a href="/">below</a><a href="/">above</a></div>',
            "focus jumps upwards",
        ),
    ],
)
async def test_a_page_that_is_no_use_by_keyboard_is_seen(
    site: Site, defect: str, told: str
) -> None:
    async with planted(site, defect) as somebody:
        await somebody.page.goto(site.url + HOME)
        await tab_through(somebody)
        assert told in found(somebody)


async def test_a_skip_link_that_is_not_the_first_stop_is_seen(site: Site) -> None:
    async with planted(site, '<a href="/" tabindex="1">first</a>') as somebody:
        await somebody.page.goto(site.url + HOME)
        await skip_to_the_main_part(somebody)
        assert "the first stop is /" in found(somebody)


async def test_what_is_wrong_on_paper_is_seen(site: Site) -> None:
    cut = '<div style="height: 20px; overflow: auto"><p style="height: 90px">long</p></div>'
    async with planted(site, f"{cut}<form><button>Press me</button></form>") as somebody:
        await somebody.page.goto(site.url + HOME)
        await somebody.page.emulate_media(media="print")
        told = "\n".join(await somebody.page.evaluate(ON_PAPER))
        assert "cut off on paper" in told
        assert "on paper for nothing: <button>Press me" in told


async def test_small_print_is_seen(site: Site) -> None:
    async with planted(site, '<p style="font-size: 12px">small</p>') as somebody:
        await somebody.page.goto(f"{site.url}{HOME}")
        assert any("9 points" in one for one in await somebody.page.evaluate(SMALLEST, 16))
