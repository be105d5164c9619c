"""Hours: whose, for which day, never more than a day has, never less than nothing."""

import asyncio
from datetime import date, timedelta
from uuid import uuid4

from civic_contracts.events.budgets import AgreementEnded
from volunteers_browser import browser
from volunteers_house import (
    COORDINATOR,
    EDWIN,
    HARROW_ROAD,
    LATE,
    LEILA,
    OFFICER,
    House,
    choir_award,
    opportunity,
    placed,
    volunteer,
)


async def place(house: House) -> str:
    role = await opportunity(house, attendance="by-arrangement")
    return await placed(house, role, await volunteer(house, LEILA), **backdated())


def backdated() -> dict[str, str]:
    return {"occurred_on": "2026-01-01", **LATE}


async def role_of_2026(house: House) -> tuple[str, str]:
    """A volunteer's two placements, both since January."""
    one = await volunteer(house, LEILA)
    first = await placed(house, await opportunity(house), one, **backdated())
    second = await placed(house, await opportunity(house), one, **backdated())
    return first, second


async def test_a_volunteer_enters_own_time_and_corrects_it(house: House) -> None:
    placement = await place(house)
    path = f"/placements/{placement}/hours"
    entry = await house.made(path, {"minutes": 120}, by=LEILA)
    fixed = await house.made(
        f"/hours/{entry['entry_id']}/corrections",
        {"minutes": 90, "reason": "wrong-length", "note": "I left early"},
        by=LEILA,
    )
    assert fixed["total_minutes"] == 90
    corrected = (await house.told("hours-corrected"))[0]
    assert (corrected["change"], corrected["reason"]) == (-30, "wrong-length")
    same = {"minutes": 90, "reason": "wrong-length"}
    refused = await house.refused(f"/hours/{entry['entry_id']}/corrections", same, by=LEILA)
    assert refused == (409, "nothing-to-correct")
    seen = await house.seen(path, by=LEILA)
    assert [one["minutes"] for one in seen["items"]] == [90]


async def test_a_correction_tells_the_day_that_it_corrects(house: House) -> None:
    placement = await place(house)
    given = {"minutes": 600, "occurred_on": "2026-01-15", **LATE}
    entry = await house.made(f"/placements/{placement}/hours", given, by=COORDINATOR)
    right = {"minutes": 60, "reason": "wrong-length", "occurred_on": "2026-03-02", **LATE}
    await house.made(f"/hours/{entry['entry_id']}/corrections", right, by=COORDINATOR)
    (told,) = await house.told("hours-corrected")
    assert (told["occurred_on"], told["given_on"]) == ("2026-03-02", "2026-01-15")


async def test_only_ones_own_or_as_a_coordinator(house: House) -> None:
    before = await house.hidden_from(EDWIN, OFFICER)
    placement = await place(house)
    path = f"/placements/{placement}/hours"
    entry = await house.made(path, {"minutes": 60}, by=COORDINATOR)
    await volunteer(house, EDWIN)
    for other in (EDWIN, OFFICER):
        assert await house.refused(path, {"minutes": 60}, by=other) == (404, "not-found")
        assert (await house.get(path, by=other)).status_code == 404
        fix = {"minutes": 0, "reason": "did-not-happen"}
        correction = f"/hours/{entry['entry_id']}/corrections"
        assert await house.refused(correction, fix, by=other) == (404, "not-found")
    told_by = await house.run("SELECT told_by FROM hours")
    assert told_by == [("coordinator",)]
    assert await house.hidden_from(EDWIN, OFFICER) == before + 6
    page = await browser(house, EDWIN)
    await page.open(f"/volunteers/hours/{entry['entry_id']}/correction", 404)
    assert await house.hidden_from(EDWIN, OFFICER) == before + 7
    await page.open(f"/volunteers/hours/{placement}/correction", 404)
    assert await house.hidden_from(EDWIN, OFFICER) == before + 7


async def test_own_hours_up_to_92_days_back_and_earlier_by_a_coordinator(house: House) -> None:
    placement = await place(house)
    today: date = (await house.run("SELECT now()::date"))[0][0]
    path = f"/placements/{placement}/hours"
    lately = {"minutes": 60, "occurred_on": str(today - timedelta(days=90))}
    await house.made(path, lately, by=LEILA)
    long_ago = {"minutes": 60, "occurred_on": str(today - timedelta(days=100))}
    assert (await house.refused(path, long_ago, by=LEILA))[0] == 403
    assert await house.refused(path, long_ago, by=COORDINATOR) == (422, "invalid-field")
    await house.made(path, {**long_ago, **LATE}, by=COORDINATOR)
    tomorrow = {"minutes": 60, "occurred_on": str(today + timedelta(days=1))}
    assert await house.refused(path, tomorrow, by=LEILA) == (422, "invalid-field")


async def test_a_day_has_24_hours_over_all_placements_and_at_once(house: House) -> None:
    first, second = await role_of_2026(house)
    answers = await asyncio.gather(
        *(
            house.post(f"/placements/{one}/hours", {"minutes": 400}, by=LEILA)
            for one in (first, second, first, second, first)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 201, 201, 409, 409]
    total = await house.run("SELECT sum(minutes) FROM hours")
    assert total == [(1200,)]
    assert await house.run("SELECT minutes FROM volunteer_days") == [(1200,)]
    entry = answers[[one.status_code for one in answers].index(201)].json()["entry_id"]
    more = {"minutes": 700, "reason": "wrong-length"}
    refused = await house.refused(f"/hours/{entry}/corrections", more, by=LEILA)
    assert refused == (409, "a-day-has-twenty-four-hours")


async def test_totals_are_the_sum_of_entries_and_never_negative(house: House) -> None:
    placement = await place(house)
    path = f"/placements/{placement}/hours"
    entries = [(await house.made(path, {"minutes": 100}, by=LEILA))["entry_id"] for _ in range(3)]
    await asyncio.gather(
        *(
            house.post(
                f"/hours/{entry}/corrections", {"minutes": 0, "reason": "entered-twice"}, by=LEILA
            )
            for entry in entries
            for _ in range(3)
        )
    )
    assert await house.run("SELECT minutes FROM placements") == [(0,)]
    logged = sum(one["minutes"] for one in await house.told("hours-logged"))
    change = sum(one["change"] for one in await house.told("hours-corrected"))
    assert logged + change == 0


async def test_hours_lie_within_the_placement_and_need_one(house: House) -> None:
    role = await opportunity(house, attendance="by-arrangement")
    await volunteer(house, LEILA)
    asked = await house.made(f"/opportunities/{role}/help", by=LEILA)
    path = f"/placements/{asked['placement_id']}"
    no = (409, "placement-is-not-confirmed")
    assert await house.refused(f"{path}/hours", {"minutes": 60}, by=LEILA) == no
    await house.made(f"{path}/confirmation", by=COORDINATOR)
    yesterday = (await house.run("SELECT now()::date - 1"))[0][0]
    early = {"minutes": 60, "occurred_on": str(yesterday)}
    outside = (409, "hours-are-given-in-the-placement")
    assert await house.refused(f"{path}/hours", early, by=LEILA) == outside
    await house.made(f"{path}/end", by=LEILA)
    await house.made(f"{path}/hours", {"minutes": 60}, by=LEILA)
    await house.shift_clock(2)
    assert await house.refused(f"{path}/hours", {"minutes": 60}, by=LEILA) == outside


async def test_staff_time_is_linked_and_every_department_is_shown(house: House) -> None:
    award = choir_award()
    time = {
        "department": "parks",
        "project_id": str(award.project_id),
        "people": 4,
        "minutes": 960,
    }
    assert await house.refused("/staff-time", time, by=OFFICER) == (422, "invalid-field")
    await house.hear(award, award.award_id)
    await house.made("/staff-time", time, by=OFFICER)
    told = (await house.told("staff-time.given"))[0]
    assert (told["idea_id"], told["people"], told["minutes"]) == (str(award.idea_id), 4, 960)
    alone = {"department": "parks", "people": 1, "minutes": 60}
    rule = (409, "staff-time-is-for-a-project-or-an-area")
    assert await house.refused("/staff-time", alone, by=OFFICER) == rule
    unknown = {**time, "department": "magic"}
    assert await house.refused("/staff-time", unknown, by=OFFICER) == (422, "invalid-field")
    departments = await house.seen("/staff-time/departments")
    linked = {one["department"]: one["linked"] for one in departments}
    assert linked["parks"] is True
    assert linked["libraries"] is False
    assert (await house.seen("/staff-time?department=parks"))["items"][0]["minutes"] == 960


async def test_hours_are_given_once_the_place_is_confirmed(house: House) -> None:
    role = await opportunity(house, attendance="by-arrangement", starts_on="2026-01-01")
    late = {"occurred_on": "2026-03-02", **LATE}
    placement = await placed(house, role, await volunteer(house, LEILA), **late)
    path = f"/placements/{placement}/hours"
    early = {"minutes": 60, "occurred_on": "2026-03-01", **LATE}
    outside = (409, "hours-are-given-in-the-placement")
    assert await house.refused(path, early, by=COORDINATOR) == outside
    await house.made(path, {"minutes": 60, **late}, by=COORDINATOR)


async def test_a_placement_is_confirmed_and_ends_in_this_order(house: House) -> None:
    role = await opportunity(house, attendance="by-arrangement")
    before, day, after = ({"occurred_on": f"2026-03-0{one}", **LATE} for one in (1, 2, 3))
    placement = await placed(house, role, await volunteer(house, LEILA), **day)
    path = f"/placements/{placement}"
    early = (409, "before-what-it-follows")
    assert await house.refused(f"{path}/end", before, by=COORDINATOR) == early
    entry = await house.made(f"{path}/hours", {"minutes": 60, **after}, by=COORDINATOR)
    # Hours that were given lie within the placement, until they are corrected to none.
    assert await house.refused(f"{path}/end", day, by=COORDINATOR) == early
    nothing = {"minutes": 0, "reason": "did-not-happen"}
    await house.made(f"/hours/{entry['entry_id']}/corrections", nothing, by=COORDINATOR)
    await house.made(f"{path}/end", day, by=COORDINATOR)
    await volunteer(house, EDWIN)
    for answer in ("confirmation", "refusal"):
        asked = await house.made(f"/opportunities/{role}/help", by=EDWIN)
        waiting = f"/placements/{asked['placement_id']}/{answer}"
        body = {"reason": "no-room", **day} if answer == "refusal" else day
        assert await house.refused(waiting, body, by=COORDINATOR) == early
        await house.made(f"/placements/{asked['placement_id']}/end", by=EDWIN)


async def test_what_ends_a_placement_from_outside_does_not_end_it_before_it_began(
    house: House,
) -> None:
    award = choir_award()
    await house.hear(award, award.award_id)
    rows = await house.run("SELECT id FROM opportunities WHERE check_level = 'none'")
    await placed(house, str(rows[0][0]), await volunteer(house, LEILA))
    ended = AgreementEnded(
        agreement_id=uuid4(),
        award_id=award.award_id,
        project_id=award.project_id,
        reason="completed",
        paid=0,
        released=0,
        occurred_on=date(2009, 12, 1),
    )
    await house.hear(ended, ended.agreement_id)
    days = await house.run("SELECT status, ended_on = confirmed_on FROM placements")
    assert days == [("ended", True)]


async def test_staff_time_that_was_typed_wrongly_is_put_right(house: House) -> None:
    time = {"department": "parks", "ward": HARROW_ROAD, "people": 4, "minutes": 9600}
    made = await house.made("/staff-time", {**time, **backdated()}, by=OFFICER)
    path = f"/staff-time/{made['staff_time_id']}/corrections"
    right = {"minutes": 960, "reason": "wrong-length", "occurred_on": "2026-02-02", **LATE}
    assert (await house.refused(path, right, by=LEILA))[0] == 403
    early = {**right, "occurred_on": "2025-12-31"}
    assert await house.refused(path, early, by=OFFICER) == (422, "invalid-field")
    fixed = await house.made(path, right, by=OFFICER)
    assert (fixed["people"], fixed["minutes"]) == (4, 960)
    assert await house.refused(path, right, by=OFFICER) == (409, "the-staff-time-is-that")
    (told,) = await house.envelopes("staff-time.corrected")
    assert told["subject"] == made["staff_time_id"]
    data = told["data"]
    assert (data["change"], data["people_change"]) == (-8640, 0)
    assert (data["given_on"], data["occurred_on"]) == ("2026-01-01", "2026-02-02")
    departments = {one["department"]: one for one in await house.seen("/staff-time/departments")}
    assert departments["parks"]["minutes"] == 960
    # Nothing was given at all, and so by nobody; at once, once.
    nothing = {"minutes": 0, "reason": "did-not-happen"}
    answers = await asyncio.gather(*(house.post(path, nothing, by=OFFICER) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    last = (await house.told("staff-time.corrected"))[-1]
    assert (last["change"], last["people_change"]) == (-960, -4)
    assert await house.run("SELECT minutes, people FROM staff_time") == [(0, 0)]
    # Who puts it back says how many they were: nobody remembers.
    back = {"minutes": 480, "reason": "did-happen"}
    assert await house.refused(path, back, by=OFFICER) == (422, "invalid-field")
    fixed = await house.made(path, {**back, "people": 3}, by=OFFICER)
    assert (fixed["people"], fixed["minutes"]) == (3, 480)
