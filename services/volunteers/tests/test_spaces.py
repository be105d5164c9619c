"""Spaces: pledges, and their uses."""

import asyncio

from volunteers_house import (
    COORDINATOR,
    EDWIN,
    LATE,
    House,
    space,
)


async def test_twenty_facilities_give_2080_hours(house: House) -> None:
    for number in range(20):
        hall = await space(house, title=f"Hall {number}")
        weekly = {"pattern": "weekly", "starts_on": "2026-01-05"}
        season = {
            "pattern": "concentrated",
            "starts_on": "2026-06-01",
            "ends_on": "2027-05-31",
        }
        pledge = season if number % 2 else weekly
        made = await house.made(f"/spaces/{hall}/pledges", pledge, by=COORDINATOR)
        assert made["minutes_a_year"] == 6240
    progress = await house.seen("/pledges/progress?on=2026-07-01")
    assert (progress["facilities"], progress["minutes_a_year"] // 60) == (20, 2080)
    assert (progress["target_facilities"], progress["target_minutes_a_year"] // 60) == (20, 2080)
    before = await house.seen("/pledges/progress?on=2026-05-01")
    assert (before["facilities"], before["minutes_a_year"] // 60) == (10, 1040)
    told = await house.told("space.pledged")
    assert sum(one["minutes_a_year"] for one in told) == 2080 * 60


async def test_a_pledge_is_kept_by_its_rules(house: House) -> None:
    hall = await space(house)
    path = f"/spaces/{hall}/pledges"
    start = {"starts_on": "2026-06-01"}
    short = {"minutes_a_week": 119, **start}
    assert await house.refused(path, short, by=COORDINATOR) == (409, "pledge-is-two-hours-a-week")
    season = {"pattern": "concentrated", **start}
    assert await house.refused(path, season, by=COORDINATOR) == (422, "invalid-field")
    days = {**season, "ends_on": "2026-06-03"}
    rule = (409, "a-pledge-fits-into-its-period")
    assert await house.refused(path, days, by=COORDINATOR) == rule
    answers = await asyncio.gather(*(house.post(path, start, by=COORDINATOR) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 4
    assert len(await house.told("space.pledged")) == 1
    assert (await house.refused(path, start, by=EDWIN))[0] == 403


async def test_use_counts_towards_the_pledge_and_release_ends_it(house: House) -> None:
    hall, other = await space(house), await space(house)
    made = await house.made(f"/spaces/{hall}/pledges", {"starts_on": "2026-06-01"}, by=COORDINATOR)
    use = {
        "purpose": "rehearsal",
        "minutes": 120,
        "people": 44,
        "pledge_id": made["pledge_id"],
        "occurred_on": "2026-06-08",
        **LATE,
    }
    await house.made(f"/spaces/{hall}/uses", use, by=COORDINATOR)
    wrong = await house.refused(f"/spaces/{other}/uses", use, by=COORDINATOR)
    assert wrong == (409, "pledge-is-of-another-space")
    progress = await house.seen("/pledges/progress?on=2026-06-30")
    assert (progress["minutes_used"], progress["pledged"][0]["minutes_used"]) == (120, 120)
    await house.made(f"/spaces/{hall}/release", {"reason": "building-sold"}, by=COORDINATOR)
    gone = (409, "space-is-not-offered")
    assert await house.refused(f"/spaces/{hall}/uses", use, by=COORDINATOR) == gone
    assert (await house.seen("/pledges/progress"))["facilities"] == 0
    assert [one["reason"] for one in await house.told("space.released")] == ["building-sold"]
    assert (await house.seen("/spaces"))["items"][0]["id"] == other


async def test_a_space_is_used_only_while_it_is_available(house: House) -> None:
    hall = await space(house, available_from="2026-03-01", available_until="2026-03-31")
    use = {"purpose": "food-bank", "minutes": 60, "occurred_on": "2026-04-01", **LATE}
    refused = await house.refused(f"/spaces/{hall}/uses", use, by=COORDINATOR)
    assert refused == (409, "space-is-not-available-then")
    await house.made(f"/spaces/{hall}/uses", {**use, "occurred_on": "2026-03-31"}, by=COORDINATOR)
    found = await house.seen("/spaces?facility=kitchen&words=hall")
    assert [one["id"] for one in found["items"]] == [hall]
    assert (await house.seen("/spaces?facility=pool"))["items"] == []


async def test_a_pledge_and_its_uses_lie_within_the_offer(house: House) -> None:
    days = {"available_from": "2026-03-01", "available_until": "2026-08-31"}
    hall = await space(house, **days)
    path = f"/spaces/{hall}/pledges"
    rule = (409, "a-pledge-lies-within-the-offer")
    for pledge in (
        {"starts_on": "2026-02-28"},
        {"starts_on": "2026-09-01"},
        {"starts_on": "2026-06-01", "ends_on": "2026-09-01"},
        {"pattern": "concentrated", "starts_on": "2026-02-01", "ends_on": "2026-08-31"},
    ):
        assert await house.refused(path, pledge, by=COORDINATOR) == rule
    made = await house.made(path, {"starts_on": "2026-06-01"}, by=COORDINATOR)
    assert (await house.told("space.pledged"))[0]["ends_on"] == "2026-08-31"
    use = {"purpose": "rehearsal", "minutes": 60, "pledge_id": made["pledge_id"], **LATE}
    early = {**use, "occurred_on": "2026-05-31"}
    outside = (409, "use-is-outside-the-pledge")
    assert await house.refused(f"/spaces/{hall}/uses", early, by=COORDINATOR) == outside
    await house.made(f"/spaces/{hall}/uses", {**use, "occurred_on": "2026-06-01"}, by=COORDINATOR)


async def test_a_space_is_used_24_hours_a_day_also_at_once(house: House) -> None:
    hall = await space(house)
    use = {"purpose": "rehearsal", "minutes": 600}
    answers = await asyncio.gather(
        *(house.post(f"/spaces/{hall}/uses", use, by=COORDINATOR) for _ in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409]
    over = {**use, "minutes": 241}
    full = (409, "a-space-has-twenty-four-hours-a-day")
    assert await house.refused(f"/spaces/{hall}/uses", over, by=COORDINATOR) == full
    await house.made(f"/spaces/{hall}/uses", {**use, "minutes": 240}, by=COORDINATOR)


async def test_a_space_is_released_after_it_was_offered(house: House) -> None:
    hall = await space(house, occurred_on="2026-03-02", **LATE)
    path, gone = f"/spaces/{hall}/release", {"reason": "building-sold", **LATE}
    early = await house.refused(path, {**gone, "occurred_on": "2026-03-01"}, by=COORDINATOR)
    assert early == (409, "before-what-it-follows")
    await house.made(path, {**gone, "occurred_on": "2026-03-02"}, by=COORDINATOR)
