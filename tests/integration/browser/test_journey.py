"""The whole journey of an idea through the pages of all four services, with and without scripts."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from browser import answering, commissioning, helping, saying
from browser.journey import Journey
from browser.visitor import DESKTOP, WITHOUT_SCRIPTS, Site
from civic_demo.play import Play

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.long]

PEOPLE = {DESKTOP: ("0051", "Benches by the station"), WITHOUT_SCRIPTS: ("0052", "A bench for two")}


# The projects have begun by then.
AUTUMN = datetime(2024, 9, 16, 10, tzinfo=UTC)


async def to_the_money(journey: Journey, neighbour: str) -> None:
    """From the first word to a payment."""
    await saying.say(journey)
    await saying.moderate(journey)
    await saying.read_by_everybody(journey)
    await saying.support(journey, neighbour)
    await answering.answer(journey)
    await commissioning.commission(journey)


async def to_the_end(journey: Journey, volunteer: str) -> None:
    """From the first volunteer to the last word."""
    await helping.help_out(journey, volunteer)
    await answering.say_what_was_done(journey)
    await told(journey)
    await helping.forget(journey, volunteer)


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


async def test_an_idea_becomes_a_finished_project(site: Site, city: Play) -> None:
    journeys = {
        number: Journey(site, way, title, f"resident-{number}")
        for way, (number, title) in PEOPLE.items()
    }
    await asyncio.gather(
        *(to_the_money(one, f"resident-1{number[1:]}") for number, one in journeys.items())
    )
    await city.set_clock(AUTUMN)
    await asyncio.gather(
        *(to_the_end(one, f"volunteer-{number}") for number, one in journeys.items())
    )
