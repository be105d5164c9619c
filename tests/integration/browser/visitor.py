"""Somebody with a browser, whose every interaction is followed by a look at the whole page."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from browser.record import Record
from browser.service_routes import pattern_of
from playwright.async_api import Browser, BrowserContext, CDPSession, ConsoleMessage, Error, Page

# Milliseconds, of a busy machine.
PATIENCE = 60_000
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
AXE = """(tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }).then(
  (found) => found.violations.flatMap((one) => one.nodes.map(
    (node) => `${one.id}: ${one.help}: ${node.html.slice(0, 200)}`)))"""
SENT_BACK = ("the server responded with a status of 409", "responded with a status of 422")
SCRIPTS = "Emulation.setScriptExecutionDisabled"
# Wider than the window: the page itself would scroll sideways.
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const wide = [...document.querySelectorAll("body *")].filter(
    (one) => !one.closest(".civic-scroll") && one.getBoundingClientRect().right > room + 1);
  return [`scrolls sideways, ${document.documentElement.scrollWidth} in ${room}: `
    + wide.slice(-1).map((one) => one.outerHTML.slice(0, 200)).join()];
}"""


@dataclass(frozen=True)
class Way:
    """A way of looking at pages: the window in CSS pixels, and whether scripts run.

    400 per cent zoom in a window of 1280 by 1024 is 320 by 256 CSS pixels, each of 4 by 4 dots.
    """

    name: str
    width: int = 1280
    height: int = 900
    dots: float = 1
    scripts: bool = True
    language: str = "en"


DESKTOP = Way("desktop")
WITHOUT_SCRIPTS = Way("without JavaScript", scripts=False)
PHONE = Way("320 pixels", 320, 640)
ZOOMED = Way("400 % zoom", 320, 256, dots=4)


@dataclass
class Site:
    """The site under test, and what a run sees of it. ``axe`` is the script, or "" for none."""

    url: str
    browser: Browser
    axe: str
    record: Record
    patterns: Sequence[str]


@dataclass
class Visitor:
    """One person with one browser window, in one way of looking.

    ``switch`` turns scripts off and on where they are off; ``complaints`` is what the browser said
    was wrong since the last look.
    """

    site: Site
    page: Page
    way: Way
    switch: CDPSession | None = None
    complaints: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Where the visitor is, from / on, without the query."""
        return urlsplit(self.page.url).path

    async def go(self, address: str) -> None:
        """Opens an address of the site."""
        await self.do(lambda: self.page.goto(self.site.url + address))

    async def press_button(self, name: str, *, exact: bool = True) -> None:
        """Presses the button of that name, as a pointer does."""
        button = self.page.get_by_role("button", name=name, exact=exact).first
        await self.do(lambda: button.click())

    async def follow(self, name: str, *, exact: bool = True) -> None:
        """Follows the link of that name."""
        link = self.page.get_by_role("link", name=name, exact=exact).first
        await self.do(lambda: link.click())

    async def fill(self, label: str, text: str) -> None:
        """Types into the field of that label."""
        await self.page.get_by_label(label, exact=True).first.fill(text)

    async def select(self, label: str, option: str) -> None:
        """Takes one of the options of a list."""
        await self.page.get_by_label(label, exact=True).first.select_option(label=option)

    async def choose(self, question: str, answer: str) -> None:
        """Takes one of the answers to a question, or ticks it."""
        group = self.page.get_by_role("group", name=question)
        await group.get_by_label(answer, exact=True).first.check()

    async def date(self, question: str, day: date) -> None:
        """Gives a date in its three fields."""
        group = self.page.get_by_role("group", name=question)
        for field_name, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            await group.get_by_label(field_name, exact=True).fill(str(number))

    async def send(self, form: str, button: str) -> None:
        """Presses a button of the form of that name: a page may have several alike."""
        pressed = self.page.get_by_role("form", name=form).get_by_role("button", name=button)
        await self.do(lambda: pressed.first.click())

    async def reads(self, *texts: str) -> None:
        """The page says each of these; an event that tells it may be on its way."""
        until = time.monotonic() + 30
        while missing := [one for one in texts if one not in await self.said()]:
            told = f"{self.page.url} does not say {missing}, but {await self.said()}"
            assert time.monotonic() < until, told
            await asyncio.sleep(0.2)
            await self.page.reload()
        await self.look()

    async def arrives(self, words: str) -> None:
        """Waits for a page whose title has these words; there may be several on the way."""
        until = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < until:
            await self.page.wait_for_load_state("load")
            with suppress(Error):
                # Asked for in the middle of a navigation, it cannot be told.
                if words in await self.page.title():
                    return
            await asyncio.sleep(0.2)
        raise AssertionError(f"{self.page.url} never came to {words}")

    async def said(self) -> str:
        """What the main part of the page says."""
        return await self.page.locator("main").inner_text()

    async def sign_in(self, persona: str) -> None:
        """On the issuer's page: says who one is."""
        await self.page.get_by_label("Their id").fill(persona)
        await self.press_button("Continue")

    async def do(self, act: Callable[[], Awaitable[object]]) -> None:
        """One interaction, and a look at the page that it leads to."""
        await act()
        await self.page.wait_for_load_state("load")
        await self.look()

    async def look(self) -> None:
        """Everything that must hold on any page, in any state of it."""
        where = self.site_pattern()
        self.site.record.seen(where, self.way.name)
        wrong = [*await self.page.evaluate(TOO_WIDE), *self.complaints]
        self.complaints.clear()
        if self.site.axe:
            wrong += await self._axe()
        for what in wrong:
            self.site.record.wrong(where, self.way.name, what)

    async def another_tab(self) -> Visitor:
        """The same person with one more tab, in the same way of looking."""
        return await _new_page(self.site, self.page.context, self.way)

    def site_pattern(self) -> str:
        """The pattern of the page that the visitor is on, or its path."""
        return pattern_of(self.path, self.site.patterns) or self.path

    async def _axe(self) -> list[str]:
        """What axe-core finds. Its timers need scripts for as long as it looks; the page's own
        were not run when it was loaded, and are not run then either."""
        async with self._scripts_on():
            # Evaluated from outside the page, so its content security policy stays as it is.
            await self.page.evaluate(self.site.axe)
            found: list[str] = await asyncio.wait_for(self.page.evaluate(AXE, TAGS), 60)
        return found

    @asynccontextmanager
    async def _scripts_on(self) -> AsyncIterator[None]:
        if self.switch is not None:
            await self.switch.send(SCRIPTS, {"value": False})
        try:
            yield
        finally:
            if self.switch is not None:
                await self.switch.send(SCRIPTS, {"value": True})


@asynccontextmanager
async def visitor(site: Site, way: Way = DESKTOP, persona: str = "") -> AsyncIterator[Visitor]:
    """Somebody with a browser of their own, signed in on first need where there is a persona."""
    context = await site.browser.new_context(
        viewport={"width": way.width, "height": way.height},
        device_scale_factor=way.dots,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    try:
        found = await _new_page(site, context, way)
        if persona:
            await signed_in(found, persona)
        yield found
    finally:
        await context.close()


async def _new_page(site: Site, context: BrowserContext, way: Way) -> Visitor:
    page = await context.new_page()
    made = Visitor(site, page, way)
    if not way.scripts:
        # By a session of our own: what Playwright itself switches off it alone can switch on.
        made.switch = await context.new_cdp_session(page)
        await made.switch.send(SCRIPTS, {"value": True})
    page.on("pageerror", lambda error: made.complaints.append(f"script error: {error}"))
    page.on("console", lambda said: _note(made, said))
    return made


def _note(found: Visitor, said: ConsoleMessage) -> None:
    """What the browser complains of; that a form was sent back with what is wrong is no fault."""
    if said.type == "error" and not any(one in said.text for one in SENT_BACK):
        found.complaints.append(said.text)


async def signed_in(found: Visitor, persona: str) -> None:
    """Signs in at each service's own page, without looking: that is the journey's to do."""
    page = found.page
    await page.goto(f"{found.site.url}/ideas/mine")
    await page.get_by_label("Their id").fill(persona)
    await page.get_by_role("button", name="Continue", exact=True).click()
    await page.wait_for_url(f"{found.site.url}/ideas/mine")


async def screenshot(found: Visitor, path: Path) -> None:
    """The whole page as a picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    await found.page.screenshot(path=path, full_page=True)
