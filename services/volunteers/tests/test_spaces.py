"""Spaces: pledges, and their uses."""

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError
from test_spaces_for_needs import need_of
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
    (released,) = await house.told("space.released")
    assert (released["reason"], released["stays_offered"]) == ("building-sold", False)
    assert (await house.seen("/spaces"))["items"][0]["id"] == other


async def test_a_pledge_is_renewed_once_it_has_run_out_and_never_doubled(house: House) -> None:
    hall, day = await space(house), {"occurred_on": "2025-01-06", **LATE}
    path = f"/spaces/{hall}/pledges"
    year = {"starts_on": "2025-01-06", "ends_on": "2025-12-31", **day}
    first = await house.made(path, year, by=COORDINATOR)
    again = {"starts_on": "2026-01-01", **day}
    early = {**again, "starts_on": "2025-12-31"}
    taken = (409, "space-is-pledged-already")
    assert await house.refused(path, early, by=COORDINATOR) == taken
    # Many at once: one of them is kept, and the table would not hold two.
    answers = await asyncio.gather(*(house.post(path, again, by=COORDINATOR) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 3
    second = next(one.json() for one in answers if one.status_code == 201)
    doubled = "UPDATE pledges SET starts_on = '2025-12-31' WHERE id = :id"
    with pytest.raises(IntegrityError):
        await house.run(doubled, id=second["pledge_id"])

    for pledge, used_on in ((first, "2025-12-01"), (second, "2026-01-05")):
        use = {"purpose": "rehearsal", "minutes": 120, "pledge_id": pledge["pledge_id"], **LATE}
        await house.made(f"/spaces/{hall}/uses", {**use, "occurred_on": used_on}, by=COORDINATOR)
    for on, minutes in (("2025-12-31", 120), ("2026-01-31", 240), ("2026-12-31", 120)):
        progress = await house.seen(f"/pledges/progress?on={on}")
        assert (progress["facilities"], progress["minutes_used"]) == (1, minutes)
    await house.made(f"/spaces/{hall}/release", {"reason": "building-sold"}, by=COORDINATOR)
    pledges = (await house.seen(f"/spaces/{hall}"))["pledges"]
    # What had run out had run out before the space was given up.
    assert [one["ended_on"] is None for one in pledges] == [True, False]


async def test_a_use_that_was_noted_wrongly_is_put_right(house: House) -> None:
    hall, other = await space(house), await space(house)
    pledge = await house.made(
        f"/spaces/{hall}/pledges", {"starts_on": "2026-06-01"}, by=COORDINATOR
    )
    use = {"purpose": "rehearsal", "pledge_id": pledge["pledge_id"], "people": 44, **LATE}
    typed = {**use, "minutes": 1200, "occurred_on": "2026-06-08"}
    made = await house.made(f"/spaces/{hall}/uses", typed, by=COORDINATOR)
    assert (await house.told("space.used"))[0]["use_id"] == made["use_id"]
    path = f"/spaces/{hall}/uses/{made['use_id']}/corrections"
    right = {"minutes": 120, "reason": "wrong-length", "occurred_on": "2026-07-01", **LATE}
    assert (await house.refused(path, right, by=EDWIN))[0] == 403
    elsewhere = f"/spaces/{other}/uses/{made['use_id']}/corrections"
    assert (await house.refused(elsewhere, right, by=COORDINATOR))[0] == 404
    early = {**right, "occurred_on": "2026-06-07"}
    assert await house.refused(path, early, by=COORDINATOR) == (422, "invalid-field")
    # Also of a hall that is gone: what was told of it stays public.
    await house.made(f"/spaces/{hall}/release", {"reason": "building-sold"}, by=COORDINATOR)
    assert (await house.made(path, right, by=COORDINATOR))["minutes"] == 120
    assert await house.refused(path, right, by=COORDINATOR) == (409, "the-use-is-that")
    (told,) = await house.told("space.use-corrected")
    assert (told["use_id"], told["pledge_id"]) == (made["use_id"], pledge["pledge_id"])
    assert (told["minutes"], told["change"], told["people"]) == (120, -1080, 44)
    assert (told["given_on"], told["occurred_on"]) == ("2026-06-08", "2026-07-01")
    progress = await house.seen("/pledges/progress?on=2026-06-30")
    assert progress["minutes_used"] == 120
    (seen,) = (await house.seen(f"/spaces/{hall}"))["uses"]
    assert (seen["minutes"], seen["people"]) == (120, 44)


async def test_a_correction_keeps_to_24_hours_and_leaves_urgent_needs_alone(house: House) -> None:
    hall, use = await space(house), {"purpose": "rehearsal", "minutes": 700}
    made = [await house.made(f"/spaces/{hall}/uses", use, by=COORDINATOR) for _ in range(2)]
    more = {"minutes": 741, "reason": "wrong-length"}
    path = f"/spaces/{hall}/uses/{made[0]['use_id']}/corrections"
    full = (409, "a-space-has-twenty-four-hours-a-day")
    assert await house.refused(path, more, by=COORDINATOR) == full
    lent = await space(house)
    await house.made(f"{await need_of(house)}/assignments", {"space_id": lent}, by=COORDINATOR)
    (given,) = (await house.seen(f"/spaces/{lent}"))["uses"]
    path = f"/spaces/{lent}/uses/{given['id']}/corrections"
    assert await house.refused(path, more, by=COORDINATOR) == (409, "use-is-of-an-urgent-need")


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
