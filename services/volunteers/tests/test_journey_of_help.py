"""From an award to hours given: the first slice of the journey, as the choir's."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid5

from volunteers_house import (
    COORDINATOR,
    HARROW_ROAD_2009,
    LATE,
    LEILA,
    House,
    choir_award,
    choir_idea,
    food_bank_need,
    space,
    volunteer,
)


async def test_an_award_is_staffed_and_hours_are_given(house: House) -> None:
    award = choir_award()
    await house.hear(award, award.award_id)
    found = (await house.seen("/opportunities"))["items"]
    assert {one["role"]: one["places"] for one in found} == {"steward": 4, "committee": 2}
    stewards = str(uuid5(award.award_id, "0:steward"))
    assert stewards in {one["id"] for one in found}

    await house.shift_clock((date(2010, 1, 4) - await house.today()).days)
    await volunteer(house, LEILA, ward=HARROW_ROAD_2009)
    asked = await house.made(f"/opportunities/{stewards}/help", {"message": "Gladly"}, by=LEILA)
    assert asked["status"] == "asked"
    placement = asked["placement_id"]
    await house.made(f"/placements/{placement}/confirmation", by=COORDINATOR)
    await house.shift_clock((date(2010, 3, 28) - await house.today()).days)
    concert = {"minutes": 240, "occurred_on": "2010-03-21", **LATE}
    logged = await house.made(f"/placements/{placement}/hours", concert, by=COORDINATOR)
    assert logged["total_minutes"] == 240

    confirmed = (await house.told("placement.confirmed"))[0]
    assert confirmed["occurred_on"] == "2010-01-04"
    assert confirmed["idea_id"] == str(award.idea_id)
    assert confirmed["opportunity_filled"] == 1
    told = (await house.told("hours-logged"))[0]
    assert (told["minutes"], told["occurred_on"]) == (240, "2010-03-21")


async def test_the_choirs_committee_is_a_group_of_the_choir(house: House) -> None:
    idea = choir_idea()
    await house.hear(idea, idea.idea_id)
    choir = {
        "name": "Harrow Road Community Choir",
        "kind": "choir",
        "ward": HARROW_ROAD_2009,
        "members": 44,
        "idea_id": str(idea.idea_id),
        "occurred_on": "2010-01-11",
        **LATE,
    }
    made = await house.made("/groups", choir, by=COORDINATOR)
    committee = {
        **choir,
        "name": "Harrow Road Community Choir committee",
        "kind": "committee",
        "members": 7,
        "parent_group_id": made["group_id"],
        "occurred_on": "2010-03-28",
    }
    await house.made("/groups", committee, by=COORDINATOR)
    told = await house.told("group.registered")
    assert [one["members"] for one in told] == [44, 7]
    assert told[1]["parent_group_id"] == made["group_id"]
    assert told[1]["idea_id"] == str(idea.idea_id)
    seen = await house.seen(f"/groups/{made['group_id']}")
    assert [one["name"] for one in seen["groups"]] == [committee["name"]]


async def test_an_urgent_need_is_met_by_a_space(house: House) -> None:
    now = datetime.now(UTC)
    need = food_bank_need(now, now + timedelta(hours=48))
    await house.hear(need, need.urgent_need_id)
    hall = await space(house)
    await house.made(f"/spaces/{hall}/pledges", {"starts_on": "2026-01-05"}, by=COORDINATOR)

    path = f"/urgent-needs/{need.urgent_need_id}"
    first = (await house.seen(f"{path}/suggestions", by=COORDINATOR))[0]
    assert (first["space_id"], first["fits"]) == (hall, True)
    assigned = await house.made(f"{path}/assignments", {"space_id": hall}, by=COORDINATOR)
    assert (assigned["spaces_found"], assigned["spaces_needed"]) == (1, 1)
    used = (await house.told("space.used"))[0]
    assert used["urgent_need_id"] == str(need.urgent_need_id)
    assert used["idea_id"] == str(need.idea_id)
    progress = await house.seen("/pledges/progress")
    assert (progress["facilities"], progress["minutes_a_year"]) == (1, 104 * 60)
