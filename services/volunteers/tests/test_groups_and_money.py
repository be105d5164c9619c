"""From a group's page to ward money: the form on which it applies, and what it was awarded."""

from uuid import uuid4

import pytest
from servicekit.identity import Actor
from volunteers_browser import browser
from volunteers_house import (
    COORDINATOR,
    HARROW_ROAD,
    LEILA,
    MODERATOR,
    OFFICER,
    OPEN_AGE,
    House,
    choir_award,
)

GROUP = {"name": "Open Age walkers", "kind": "charity", "ward": HARROW_ROAD, "members": 12}


async def own_group(house: House, owner: Actor) -> str:
    """A group that somebody registered and a moderator approved."""
    made = await house.made("/groups", GROUP, by=owner)
    await house.made(f"/groups/{made['group_id']}/approval", {}, by=MODERATOR)
    return str(made["group_id"])


@pytest.mark.parametrize(
    ("who", "offered"), [(OPEN_AGE, True), (OFFICER, True), (COORDINATOR, False), (LEILA, False)]
)
async def test_who_acts_for_a_group_is_led_to_the_form(
    house: House, who: Actor, *, offered: bool
) -> None:
    group = await own_group(house, OPEN_AGE)
    page = await (await browser(house, who)).open(f"/volunteers/groups/{group}")
    assert (f'href="/budgets/proposals/new?group={group}"' in page) == offered


async def test_a_group_that_waits_does_not_apply_yet(house: House) -> None:
    made = await house.made("/groups", GROUP, by=OPEN_AGE)
    page = await (await browser(house, OPEN_AGE)).open(f"/volunteers/groups/{made['group_id']}")
    assert "/budgets/proposals/new" not in page


async def test_everybody_is_led_from_a_group_to_its_award(house: House) -> None:
    group = await own_group(house, OPEN_AGE)
    award = choir_award(group_id=group)
    await house.hear(award, award.award_id)
    another = choir_award(group_id=uuid4())
    await house.hear(another, another.award_id)
    page = await (await browser(house, None)).open(f"/volunteers/groups/{group}")
    assert f'href="/budgets/awards/{award.award_id}"' in page
    assert page.count("/budgets/awards/") == 1
