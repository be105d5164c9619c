"""A newcomer with a stop-watch: from the home page to an idea that was sent, in under a minute."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from browser.scene import WARD_NAME
from browser.visitor import PHONE, Site, Visitor, Way, visitor
from civic_demo.play import Play

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.long]

# What a person needs besides the pages' own time: to find the next thing, and to type.
SECONDS_TO_FIND = 1.5
SECONDS_A_CHARACTER = 0.2
MOST_SECONDS = 60
MOST_STEPS = 3

DESKTOP_UNHURRIED = Way("newcomer")
PHONE_UNHURRIED = Way("newcomer on a phone", PHONE.width, PHONE.height)


class StopWatch:
    """How long each step takes, told as it goes."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self.began = self.last = time.monotonic()

    def step(self, what: str) -> None:
        """The seconds since the last step."""
        now = time.monotonic()
        print(f"{self.way.name}: {now - self.last:5.1f} s  {what}")  # noqa: T201  (the walk is read)
        self.last = now

    def total(self) -> float:
        """Seconds from the first page to the last."""
        print(f"{self.way.name}: {self.last - self.began:5.1f} s  together")  # noqa: T201  (as above)
        return self.last - self.began


async def find(act: Callable[[], Awaitable[object]]) -> None:
    """Looks for the next thing as a person does, then does it."""
    await asyncio.sleep(SECONDS_TO_FIND)
    await act()


async def type_into(somebody: Visitor, label: str, text: str) -> None:
    """Finds a field and types at a person's speed."""
    field = somebody.page.get_by_label(label, exact=True)
    await find(field.click)
    await field.press_sequentially(text, delay=SECONDS_A_CHARACTER * 1000)


async def walk(newcomer: Visitor, watch: StopWatch) -> int:
    """From the home page to the page that says it was sent; the number of forms that it took."""
    page = newcomer.page
    await page.goto(newcomer.site.url)
    await find(page.get_by_role("button", name="Say an idea").click)
    watch.step("found where to say an idea")
    await find(page.get_by_role("button", name="Leila Haddad").click)
    watch.step("signed in")
    await type_into(newcomer, "Your idea", "A bench by the canal")
    await find(page.get_by_role("button", name="Continue").click)
    watch.step("said it in a few words")
    await type_into(newcomer, "What would it do, and for whom?", "Older people could rest there.")
    ward = page.get_by_label("Which ward is it for?")
    await find(lambda: ward.select_option(label=WARD_NAME))
    await find(page.get_by_label("Public realm").check)
    await find(page.get_by_role("button", name="Send the idea").click)
    await page.wait_for_url("**/ideas/sent/**")
    watch.step("said the rest and sent it")
    return 3


@pytest.mark.parametrize("way", [DESKTOP_UNHURRIED, PHONE_UNHURRIED], ids=lambda way: way.name)
async def test_a_newcomer_says_an_idea_in_under_a_minute(
    site: Site, city: Play, way: Way, capsys: pytest.CaptureFixture[str]
) -> None:
    async with visitor(site, way) as newcomer:
        with capsys.disabled():
            watch = StopWatch(way)
            steps = await walk(newcomer, watch)
            assert watch.total() < MOST_SECONDS
        assert steps <= MOST_STEPS
        await newcomer.look()
