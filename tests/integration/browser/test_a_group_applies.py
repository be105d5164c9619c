"""From its own page a group applies for ward money, and everybody is led to what it was awarded."""

from __future__ import annotations

import pytest
from browser.scene import NEIGHBOURS
from browser.visitor import DESKTOP, WITHOUT_SCRIPTS, Site, Way, visitor
from browser.visits import GROUP, RESIDENT
from civic_demo.play import Play

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.long]

APPLY = "Apply for ward money for this group"


@pytest.mark.parametrize("way", [DESKTOP, WITHOUT_SCRIPTS], ids=lambda way: way.name)
async def test_a_group_applies_from_its_own_page(site: Site, city: Play, way: Way) -> None:
    title = f"A choir of neighbours, {way.name}"
    async with visitor(site, way, GROUP) as group:
        await group.go(f"/volunteers/groups/{city['neighbours.group']}")
        await group.follow(APPLY)
        await group.reads(NEIGHBOURS, "A moderator reads the words before they are published.")
        await group.fill("What is it, in a few words?", title)
        await group.select("Theme", "Community focused")
        await group.press_button("Send the proposal")
        await group.reads("The proposal is sent. Here you see how far it has come.", title)
        address = group.page.url
    async with visitor(site, way, RESIDENT) as another:
        await another.page.goto(address)
        assert title not in await another.said()


async def test_a_groups_page_leads_to_its_award(site: Site, city: Play) -> None:
    async with visitor(site, WITHOUT_SCRIPTS) as anybody:
        await anybody.go(f"/volunteers/groups/{city['neighbours.group']}")
        assert APPLY not in await anybody.said()
        await anybody.follow("Awarded ward money: Songs of the war years")
        await anybody.reads(f"Award to {NEIGHBOURS}")
