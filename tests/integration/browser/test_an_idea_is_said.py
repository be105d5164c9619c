"""A resident's first minute, without JavaScript: an idea, said, read and found by everybody.

The one journey of this folder that is part of ``make test``, on whatever the stack's other tests
have left; axe-core looks on where it has been fetched before.
"""

from __future__ import annotations

import pytest
from browser import saying
from browser.journey import Journey
from browser.visitor import WITHOUT_SCRIPTS, Site, visitor

pytestmark = [pytest.mark.stack, pytest.mark.browser]


async def test_an_idea_is_said_read_and_seen_by_everybody(site: Site) -> None:
    journey = Journey(site, WITHOUT_SCRIPTS, "A bench under the plane tree", "resident-0042")
    await saying.say(journey)
    await saying.moderate(journey)
    await saying.read_by_everybody(journey)


async def test_who_may_not_moderate_is_told_so(site: Site) -> None:
    async with visitor(site, WITHOUT_SCRIPTS, "resident-0043") as resident:
        await resident.page.goto(f"{site.url}/ideas/moderation")
        assert "Not allowed" in await resident.said()
