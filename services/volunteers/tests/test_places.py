"""Placements: capacity, once each, no two at one time, asking and answering."""

import asyncio
from datetime import timedelta

from volunteers_house import (
    COORDINATOR,
    EDWIN,
    LATE,
    LEILA,
    House,
    opportunity,
    person,
    placed,
    volunteer,
)


async def test_capacity_is_never_exceeded_by_twenty_at_once(house: House) -> None:
    role = await opportunity(house, places=3)
    volunteers = [await volunteer(house, person(number)) for number in range(1, 21)]
    path = f"/opportunities/{role}/placements"
    answers = await asyncio.gather(
        *(house.post(path, {"volunteer_id": one}, by=COORDINATOR) for one in volunteers)
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201] * 3 + [409] * 17
    rules = {answer.json().get("rule") for answer in answers if answer.status_code == 409}
    assert rules == {"opportunity-is-full"}
    seen = await house.seen(f"/opportunities/{role}")
    assert (seen["filled"], seen["places"]) == (3, 3)
    assert len(await house.told("placement.confirmed")) == 3
    assert len(await house.told("opportunity.filled")) == 1


async def test_one_volunteer_confirmed_twenty_times_has_one_place(house: House) -> None:
    role = await opportunity(house, places=20)
    one = await volunteer(house, LEILA)
    path = f"/opportunities/{role}/placements"
    answers = await asyncio.gather(
        *(house.post(path, {"volunteer_id": one}, by=COORDINATOR) for _ in range(20))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    assert (await house.seen(f"/opportunities/{role}"))["filled"] == 1


async def test_days_that_are_over_do_not_refuse_a_place(house: House) -> None:
    today = await house.today()
    first, last = today - timedelta(days=10), today + timedelta(days=5)
    dates = {"starts_on": str(first), "ends_on": str(last)}
    early = {"occurred_on": str(first), **LATE}
    one = await volunteer(house, LEILA)
    left = await opportunity(house, **dates, **early)
    joined = await opportunity(house, title="Second", **dates, **early)
    placement = await placed(house, left, one, **early)
    ended = {"reason": "done", "occurred_on": str(today - timedelta(days=1)), **LATE}
    await house.made(f"/placements/{placement}/end", ended, by=COORDINATOR)
    await placed(house, joined, one)
    told = await house.told("placement.confirmed")
    assert [one["starts_on"] for one in told] == [str(first), str(today)]
    booked = await house.run(
        "SELECT min(day) FROM bookings WHERE placement_id <> :left", left=placement
    )
    assert booked[0][0] == today


async def test_nobody_is_in_two_places_on_one_day(house: House) -> None:
    days = {"starts_on": "2030-08-10", "ends_on": "2030-08-14"}
    fete = await opportunity(house, **days)
    other = await opportunity(house, starts_on="2030-08-14", ends_on="2030-08-20")
    one = await volunteer(house, LEILA)
    first = await placed(house, fete, one)
    body = {"volunteer_id": one}
    refused = await house.refused(f"/opportunities/{other}/placements", body, by=COORDINATOR)
    assert refused == (409, "booked-at-that-time")
    assert (await house.seen(f"/opportunities/{other}"))["filled"] == 0
    await placed(house, other, one, starts_on="2030-08-15")
    await house.made(f"/placements/{first}/end", by=COORDINATOR)
    assert await house.run("SELECT 1 FROM bookings WHERE placement_id = :id", id=first) == []


async def test_mornings_and_evenings_of_one_day_go_together(house: House) -> None:
    day = {"starts_on": "2030-08-14", "ends_on": "2030-08-14"}
    morning = await opportunity(house, parts=["morning"], **day)
    evening = await opportunity(house, parts=["afternoon", "evening"], **day)
    whole = await opportunity(house, **day)
    by_arrangement = await opportunity(house, attendance="by-arrangement", **day)
    one = await volunteer(house, LEILA)
    for role in (morning, evening, by_arrangement):
        await placed(house, role, one)
    refused = await house.refused(
        f"/opportunities/{whole}/placements", {"volunteer_id": one}, by=COORDINATOR
    )
    assert refused == (409, "booked-at-that-time")


async def test_two_opportunities_of_one_day_at_once(house: House) -> None:
    """Ten coordinators place the same volunteer elsewhere: one of them can."""
    day = {"starts_on": "2030-08-14", "ends_on": "2030-08-14"}
    roles = [await opportunity(house, **day) for _ in range(10)]
    one = await volunteer(house, LEILA)
    answers = await asyncio.gather(
        *(
            house.post(f"/opportunities/{role}/placements", {"volunteer_id": one}, by=COORDINATOR)
            for role in roles
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9


async def test_asking_confirming_refusing_and_giving_up(house: House) -> None:
    before = await house.hidden_from(EDWIN)
    role = await opportunity(house, places=1)
    await volunteer(house, LEILA)
    await volunteer(house, EDWIN)
    asked = await house.made(f"/opportunities/{role}/help", {"message": "Gladly"}, by=LEILA)
    mine = f"/placements/{asked['placement_id']}"
    assert await house.refused(f"/opportunities/{role}/help", by=LEILA) == (
        409,
        "placed-once-only",
    )
    also = await house.made(f"/opportunities/{role}/help", by=EDWIN)
    theirs = f"/placements/{also['placement_id']}"
    assert await house.told("placement") == []
    await house.made(f"{mine}/confirmation", by=COORDINATOR)
    full = (409, "opportunity-is-full")
    assert await house.refused(f"{theirs}/confirmation", by=COORDINATOR) == full
    await house.made(f"{theirs}/refusal", {"reason": "not-needed"}, by=COORDINATOR)
    over = (409, "placement-is-not-waiting")
    assert await house.refused(f"{theirs}/confirmation", by=COORDINATOR) == over

    assert (await house.get(mine, by=EDWIN)).status_code == 404
    assert await house.refused(f"{mine}/end", by=EDWIN) == (404, "not-found")
    assert await house.hidden_from(EDWIN) == before + 2
    ended = await house.made(f"{mine}/end", {"reason": "moved-away"}, by=LEILA)
    assert ended["status"] == "ended"
    assert await house.refused(f"{mine}/end", by=LEILA) == (409, "placement-is-over")
    assert (await house.seen(f"/opportunities/{role}"))["filled"] == 0
    told = (await house.told("placement.ended"))[0]
    assert (told["reason"], told["minutes"]) == ("moved-away", 0)
    again = await house.made(f"/opportunities/{role}/help", by=EDWIN)
    assert again["status"] == "asked"


async def test_a_closed_or_finished_opportunity_takes_nobody(house: House) -> None:
    one = await volunteer(house, LEILA)
    closed = await opportunity(house)
    path = f"/opportunities/{closed}"
    await house.made(f"{path}/closure", {"reason": "postponed"}, by=COORDINATOR)
    body = {"volunteer_id": one}
    refused = (409, "opportunity-is-closed")
    assert await house.refused(f"{path}/placements", body, by=COORDINATOR) == refused
    again = {"reason": "postponed"}
    assert await house.refused(f"{path}/closure", again, by=COORDINATOR) == refused
    assert [one["reason"] for one in await house.told("opportunity.closed")] == ["postponed"]
    today = (await house.run("SELECT now()::date"))[0][0]
    over = await opportunity(house, starts_on=str(today), ends_on=str(today))
    await house.shift_clock(2)
    assert await house.refused(f"/opportunities/{over}/placements", body, by=COORDINATOR) == refused


async def test_dates_of_a_placement_stay_within_the_opportunity(house: House) -> None:
    role = await opportunity(house, starts_on="2030-06-01", ends_on="2030-06-30")
    one = await volunteer(house, LEILA)
    body = {"volunteer_id": one, "starts_on": "2030-05-31"}
    refused = await house.refused(f"/opportunities/{role}/placements", body, by=COORDINATOR)
    assert refused == (409, "dates-are-outside-the-opportunity")


async def test_finding_opportunities_by_ward_and_words_a_page_at_a_time(house: House) -> None:
    for number in range(5):
        await opportunity(house, title=f"Gardening on Saturdays {number}")
    await opportunity(house, title="Singing", about="With older people")
    first = await house.seen("/opportunities?words=garden&limit=3")
    rest = await house.seen(f"/opportunities?words=garden&limit=3&after={first['next']}")
    titles = [one["title"] for one in first["items"] + rest["items"]]
    assert titles == [f"Gardening on Saturdays {number}" for number in (4, 3, 2, 1, 0)]
    assert rest["next"] is None
    assert [one["title"] for one in (await house.seen("/opportunities?words=old"))["items"]] == []
    found = await house.seen("/opportunities?words=older+people&ward=E05013795")
    assert [one["title"] for one in found["items"]] == ["Singing"]
    assert (await house.seen("/opportunities?ward=E05013794"))["items"] == []
