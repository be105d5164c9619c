"""The whole journey of an idea through the pages of all four services, with and without scripts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from browser import answering, commissioning, helping, saying
from browser.journey import Journey
from browser.visitor import DESKTOP, WITHOUT_SCRIPTS, Site, Way
from civic_demo.api import Client
from civic_demo.play import Play

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.long]

PEOPLE = {DESKTOP: ("0051", "Benches by the station"), WITHOUT_SCRIPTS: ("0052", "A bench for two")}


@pytest_asyncio.fixture(loop_scope="session")
async def api(city: Play) -> AsyncIterator[Client]:
    """The play's own client, for what has no page."""
    yield city.client


async def walk(site: Site, way: Way, api: Client) -> None:
    """From the first word to the last outcome."""
    number, title = PEOPLE[way]
    journey = Journey(site, way, title, api, f"resident-{number}")
    await saying.say(journey)
    await saying.moderate(journey)
    await saying.read_by_everybody(journey)
    await saying.support(journey, f"resident-1{number[1:]}")
    await answering.answer(journey)
    await commissioning.commission(journey)
    await helping.help_out(journey, f"volunteer-{number}")
    await answering.say_what_was_done(journey)
    await told(journey)
    await helping.forget(journey, f"volunteer-{number}")


async def told(journey: Journey) -> None:
    """The thread and the dashboards have all of it."""
    async with journey.as_() as anybody:
        await anybody.go(f"/ideas/threads/{journey.idea}")
        await anybody.reads(journey.title, "£1,000.50", "Two benches stand under the plane tree.")
        await anybody.go("/reporting/")
        await anybody.follow("Money by ward, year and organisation")
        await anybody.reads("Harrow Road Neighbours")
        await anybody.go(f"/reporting/ideas/{journey.idea}")
        await anybody.reads(journey.title)


async def test_an_idea_becomes_a_finished_project(site: Site, api: Client) -> None:
    await asyncio.gather(walk(site, DESKTOP, api), walk(site, WITHOUT_SCRIPTS, api))
