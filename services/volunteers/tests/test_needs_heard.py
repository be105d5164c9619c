"""What ideas tells of urgent needs: people are looked for, and spaces once more."""

from datetime import UTC, datetime, timedelta

import pytest
from civic_contracts.events.ideas import UrgentNeedMet, UrgentNeedRaised, UrgentNeedReopened
from volunteers_house import (
    COORDINATOR,
    EDWIN,
    LEILA,
    House,
    food_bank_need,
    placed,
    space,
    volunteer,
)


def food_bank_met(need: UrgentNeedRaised) -> UrgentNeedMet:
    return UrgentNeedMet(
        occurred_on=need.occurred_on,
        urgent_need_id=need.urgent_need_id,
        idea_id=need.idea_id,
        met_at=need.raised_at + timedelta(hours=20),
        hours_taken=20,
        in_time=True,
    )


async def test_a_met_need_stands_again_without_its_space_unless_it_is_over(house: House) -> None:
    now = datetime.now(UTC)
    for reason, found in (("flooded", 0), ("need-is-over", 1), ("moved-on", 1)):
        need = food_bank_need(now, now + timedelta(hours=48))
        await house.hear(need, need.urgent_need_id)
        hall, path = await space(house), f"/urgent-needs/{need.urgent_need_id}"
        await house.made(f"{path}/assignments", {"space_id": hall}, by=COORDINATOR)
        await house.hear(food_bank_met(need), need.urgent_need_id)
        await house.made(f"/spaces/{hall}/release", {"reason": reason}, by=COORDINATOR)
        released = (await house.told("space.released"))[-1]
        assert released["fell_through"] is (reason == "flooded")
        seen = await house.seen(path)
        assert (seen["status"], seen["spaces_found"]) == ("met", found)

    need = food_bank_need(now, now + timedelta(hours=48))
    path = f"/urgent-needs/{need.urgent_need_id}"
    await house.hear(need, need.urgent_need_id)
    await house.hear(food_bank_met(need), need.urgent_need_id)
    again = UrgentNeedReopened(
        occurred_on=now.date(), urgent_need_id=need.urgent_need_id, reason="flooded"
    )
    await house.hear(again, need.urgent_need_id)
    seen = await house.seen(path)
    assert (seen["status"], seen["met_at"]) == ("open", None)
    await house.made(f"{path}/assignments", {"space_id": await space(house)}, by=COORDINATOR)


async def test_people_are_looked_for_when_the_roof_is_found(house: House) -> None:
    now = datetime.now(UTC)
    need = food_bank_need(now, now + timedelta(hours=48), people_needed=150)
    await house.hear(need, need.urgent_need_id)
    opened = (await house.told("opportunity.opened"))[0]
    assert (opened["places"], opened["urgent_need_id"]) == (150, str(need.urgent_need_id))
    hall = await space(house)
    path = f"/urgent-needs/{need.urgent_need_id}"
    await house.made(f"{path}/assignments", {"space_id": hall}, by=COORDINATOR)
    await house.hear(food_bank_met(need), need.urgent_need_id)
    assert (await house.seen(path))["status"] == "met"
    assert await house.seen("/urgent-needs?status=open") == []
    assert await house.told("opportunity.closed") == []
    await placed(house, opened["opportunity_id"], await volunteer(house, LEILA))
    other = await space(house)
    refused = await house.refused(f"{path}/assignments", {"space_id": other}, by=COORDINATOR)
    assert refused == (409, "need-is-met")


@pytest.mark.parametrize("needed", [{"people_needed": 1}, {"people_needed": 2, "spaces_needed": 0}])
async def test_nobody_is_looked_for_once_those_needed_are_found(
    house: House, needed: dict[str, int]
) -> None:
    now = datetime.now(UTC)
    need = food_bank_need(now, now + timedelta(hours=48), **needed)
    await house.hear(need, need.urgent_need_id)
    opened = (await house.told("opportunity.opened"))[0]
    await placed(house, opened["opportunity_id"], await volunteer(house, LEILA))
    await house.hear(food_bank_met(need), need.urgent_need_id)
    closed = await house.told("opportunity.closed")
    assert [one["reason"] for one in closed] == ["urgent-need-met"]


async def test_who_left_a_met_need_is_missed_when_it_stands_again(house: House) -> None:
    now = datetime.now(UTC)
    need = food_bank_need(now, now + timedelta(hours=48), people_needed=2)
    await house.hear(need, need.urgent_need_id)
    people = (await house.told("opportunity.opened"))[0]["opportunity_id"]
    await placed(house, people, await volunteer(house, LEILA))
    leaves = await placed(house, people, await volunteer(house, EDWIN))
    await house.hear(food_bank_met(need), need.urgent_need_id)
    again = UrgentNeedReopened(
        occurred_on=now.date(), urgent_need_id=need.urgent_need_id, reason="flooded"
    )
    await house.hear(again, need.urgent_need_id)
    assert await house.told("opportunity.reopened") == []
    await house.made(f"/placements/{leaves}/end", by=COORDINATOR)
    await house.hear(food_bank_met(need), need.urgent_need_id)
    await house.hear(again, need.urgent_need_id)
    told = await house.told("opportunity.reopened")
    assert [(one["reason"], one["filled"]) for one in told] == [("urgent-need-reopened", 1)]


async def test_people_are_still_placed_after_the_deadline_of_a_need_that_stands(
    house: House,
) -> None:
    raised = datetime.now(UTC) - timedelta(days=5)
    need = food_bank_need(raised, raised + timedelta(hours=48), people_needed=2)
    await house.hear(need, need.urgent_need_id)
    people = (await house.told("opportunity.opened"))[0]["opportunity_id"]
    place = await placed(house, people, await volunteer(house, LEILA))
    kept = await house.seen(f"/placements/{place}", by=LEILA)
    assert (kept["starts_on"], kept["ends_on"]) == (str(datetime.now(UTC).date()), None)
    await volunteer(house, EDWIN)
    asked = await house.made(f"/opportunities/{people}/help", by=EDWIN)
    assert asked["status"] == "asked"
