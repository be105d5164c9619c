"""A resident's first minute in a real browser, without JavaScript: an idea, said and published."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from civic_stack.stack import Stack
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.stack,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]

TITLE = "A bench under the plane tree"


@pytest_asyncio.fixture(loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        await found.close()


async def signed_in(browser: Browser, stack: Stack, persona: str, path: str) -> Page:
    """A page of a browser of its own, in which a persona has signed in on the way to ``path``."""
    context: BrowserContext = await browser.new_context(java_script_enabled=False)
    context.set_default_timeout(60_000)
    page = await context.new_page()
    await page.goto(stack.public_url + path)
    await page.get_by_label("Their id").fill(persona)
    await page.get_by_role("button", name="Continue", exact=True).click()
    await page.wait_for_url(f"{stack.public_url}{path}")
    return page


async def test_an_idea_is_said_read_and_seen_by_everybody(browser: Browser, stack: Stack) -> None:
    resident = await signed_in(browser, stack, "resident-0042", "/ideas/new")
    await resident.get_by_label("Your idea").fill(TITLE)
    await resident.get_by_role("button", name="Continue").click()
    send = resident.get_by_role("button", name="Send the idea")
    await send.click()
    assert (await resident.title()).startswith("Error:")
    await resident.get_by_label("What would it do").fill("Older people could rest on the way home.")
    await resident.get_by_label("Which ward is it for?").select_option(label="Harrow Road")
    await resident.get_by_label("Public realm").check()
    await send.click()
    await resident.wait_for_url("**/ideas/sent/**")

    moderator = await signed_in(browser, stack, "moderator", "/ideas/moderation")
    await moderator.get_by_role("link", name=TITLE).click()
    await moderator.get_by_label("Publish it as it is").check()
    await moderator.get_by_role("button", name="Decide").click()

    anybody = await (await browser.new_context(java_script_enabled=False)).new_page()
    await anybody.goto(f"{stack.public_url}/ideas/all?q=plane")
    await anybody.get_by_role("link", name=TITLE).click()
    assert "Older people could rest" in await anybody.content()
    assert "The idea was heard online" in await anybody.content()


async def test_who_may_not_moderate_is_told_so(browser: Browser, stack: Stack) -> None:
    page = await signed_in(browser, stack, "resident-0043", "/ideas/moderation")
    assert "Not allowed" in await page.content()
