"""One browser, one city with its cases played, one record of what the whole run saw."""

from __future__ import annotations

import shutil
import sys
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from browser import fetching
from browser.record import Record
from browser.scene import played
from browser.service_routes import page_routes
from browser.visitor import Site
from civic_demo.play import Play
from civic_stack.stack import Stack
from harness.personas import client_of
from playwright.async_api import Browser, async_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RECORD = pytest.StashKey[Record]()


def pytest_configure(config: pytest.Config) -> None:
    """The record begins."""
    config.stash[RECORD] = Record()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last line of a run that looked at pages."""
    record = config.stash[RECORD]
    if record.pages and not hasattr(config, "workerinput"):
        sys.stdout.write(f"{record.last_line()}\n")


@pytest.fixture(scope="session")
def record(pytestconfig: pytest.Config) -> Record:
    """What this run sees."""
    return pytestconfig.stash[RECORD]


@pytest.fixture(autouse=True)
def nothing_new_is_wrong(record: Record) -> Iterator[None]:
    """Fails the test during which something wrong was seen."""
    before = len(record.violations)
    yield
    new = Record(violations=record.violations[before:])
    if new.violations:
        pytest.fail("\n".join(new.told()), pytrace=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Chromium, if there is one."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        await started.close()


@pytest.fixture(scope="session")
def patterns() -> list[str]:
    """The address patterns of all pages."""
    return page_routes()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site(stack: Stack, chromium: Browser, record: Record, patterns: list[str]) -> Site:
    """The whole stack, as people see it."""
    axe = fetching.found()
    script = "" if axe is None else axe.read_text(encoding="utf-8")
    return Site(stack.public_url, chromium, script, record, patterns)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def city(stack: Stack) -> AsyncIterator[Play]:
    """The demonstration's cases and the scene, played."""
    client = client_of(stack)
    yield await played(client)
    await client.aclose()
