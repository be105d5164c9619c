"""Urgent needs and the spaces that they are given, and give back."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from volunteers_house import (
    CHURCH_STREET,
    COORDINATOR,
    LATE,
    LEILA,
    MODERATOR,
    OFFICER,
    OPEN_AGE,
    SPACE,
    House,
    food_bank_need,
    space,
)


async def need_of(house: House, **more: object) -> str:
    """An open need, raised just now, for 48 hours."""
    now = datetime.now(UTC)
    need = food_bank_need(now, now + timedelta(hours=48), **more)
    await house.hear(need, need.urgent_need_id)
    return f"/urgent-needs/{need.urgent_need_id}"


async def test_suggestions_put_what_fits_first_and_say_why(house: House) -> None:
    path = await need_of(house)
    far = await space(house, ward=CHURCH_STREET, facilities=[])
    near = await space(house, facilities=["kitchen"])
    cold = await space(house, facilities=["heating"])
    await house.made("/spaces", SPACE, by=OPEN_AGE)
    found = await house.seen(f"{path}/suggestions", by=OFFICER)
    assert [one["space_id"] for one in found] == [near, cold, far]
    assert [one["fits"] for one in found] == [True, False, False]
    assert [reason["code"] for reason in found[0]["reasons"]] == [
        "ward",
        "facilities",
        "dates",
        "taken",
    ]
    assert (await house.get(f"{path}/suggestions", by=LEILA)).status_code == 403


async def test_one_space_goes_to_one_of_two_needs_at_once(house: House) -> None:
    paths = [await need_of(house) for _ in range(5)]
    hall = await space(house)
    answers = await asyncio.gather(
        *(house.post(f"{path}/assignments", {"space_id": hall}, by=COORDINATOR) for path in paths)
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 4
    assert {one.json().get("rule") for one in answers if one.status_code == 409} == {
        "space-is-taken"
    }
    assert len(await house.told("space.used")) == 1


async def test_a_need_takes_as_many_spaces_as_it_needs_at_once(house: House) -> None:
    path = await need_of(house, spaces_needed=2)
    halls = [await space(house) for _ in range(5)]
    answers = await asyncio.gather(
        *(house.post(f"{path}/assignments", {"space_id": hall}, by=COORDINATOR) for hall in halls)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409]
    assert (await house.seen(path))["spaces_found"] == 2


async def test_a_space_that_does_not_fit_is_taken_only_for_a_reason(house: House) -> None:
    path = await need_of(house)
    far = await space(house, ward=CHURCH_STREET)
    body = {"space_id": far}
    answer = await house.post(f"{path}/assignments", body, by=COORDINATOR)
    assert answer.json()["rule"] == "space-does-not-fit"
    assert "It is in Church Street, not in Harrow Road." in answer.json()["detail"]
    assert (await house.refused(f"{path}/assignments", body, by=OFFICER))[0] == 403
    despite = {**body, "despite": "Nothing nearer is heated, and a bus goes there."}
    await house.made(f"{path}/assignments", despite, by=COORDINATOR)
    used = (await house.told("space.used"))[0]
    assert (used["purpose"], used["minutes"]) == ("urgent-need", 0)

    freed = {"reason": "moved-on", "stays_offered": True}
    await house.made(f"/spaces/{far}/release", freed, by=COORDINATOR)
    released = (await house.told("space.released"))[0]
    assert path.endswith(released["urgent_need_id"])
    seen = await house.seen(f"/spaces/{far}")
    assert (seen["status"], seen["taken_by_need_id"]) == ("offered", None)


async def test_a_space_may_be_offered_for_a_need(house: House) -> None:
    path = await need_of(house)
    need = path.rpartition("/")[2]
    await space(house, urgent_need_id=need)
    assert (await house.told("space.offered"))[0]["urgent_need_id"] == need
    unknown = {**SPACE, "urgent_need_id": str(uuid4())}
    assert await house.refused("/spaces", unknown, by=COORDINATOR) == (422, "invalid-field")


async def test_what_is_offered_for_a_need_is_a_suggestion_to_the_coordinator(
    house: House,
) -> None:
    first, second = await need_of(house), await need_of(house)
    hall = await space(house, urgent_need_id=first.rpartition("/")[2])
    newer = await space(house)
    found = await house.seen(f"{first}/suggestions", by=COORDINATOR)
    assert [one["space_id"] for one in found] == [hall, newer]
    assert found[0]["reasons"][0]["sentence"] == "It was offered for this need."
    elsewhere = await house.seen(f"{second}/suggestions", by=COORDINATOR)
    assert [one["space_id"] for one in elsewhere] == [newer, hall]
    seen = await house.seen(first)
    assert (seen["status"], seen["spaces_found"]) == ("open", 0)
    # Nobody accepted it for the first need: the second may have it, and only that one is told.
    await house.made(f"{second}/assignments", {"space_id": hall}, by=COORDINATOR)
    assert [one["urgent_need_id"] for one in await house.told("space.used")] == [
        second.rpartition("/")[2]
    ]


async def test_a_need_whose_space_fell_through_can_be_given_another(house: House) -> None:
    path = await need_of(house)
    flooded, other = await space(house), await space(house)
    await house.made(f"{path}/assignments", {"space_id": flooded}, by=COORDINATOR)
    await house.made(f"/spaces/{flooded}/release", {"reason": "flooded"}, by=COORDINATOR)
    released = (await house.told("space.released"))[0]
    assert (released["fell_through"], released["urgent_need_id"]) == (True, path.rpartition("/")[2])
    # The space belongs to no idea; like its use, its end is a step of the need's.
    assert released["idea_id"] == (await house.told("space.used"))[0]["idea_id"] is not None
    assert (await house.seen(path))["spaces_found"] == 0
    await house.made(f"{path}/assignments", {"space_id": other}, by=COORDINATOR)
    assert (await house.seen(path))["spaces_found"] == 1


async def test_a_space_given_back_can_be_given_to_the_same_need_again(house: House) -> None:
    path = await need_of(house, spaces_needed=2)
    hall = await space(house)
    freed = {"reason": "given-by-mistake", "stays_offered": True}
    for _ in range(2):
        await house.made(f"{path}/assignments", {"space_id": hall}, by=COORDINATOR)
        await house.made(f"/spaces/{hall}/release", freed, by=COORDINATOR)
    await house.made(f"{path}/assignments", {"space_id": hall}, by=COORDINATOR)
    assert (await house.seen(path))["spaces_found"] == 1
    assert len(await house.told("space.used")) == 3


async def test_a_space_is_given_back_on_no_day_before_it_was_given(house: House) -> None:
    raised = datetime(2023, 3, 1, 10, tzinfo=UTC)
    need = food_bank_need(raised, raised + timedelta(hours=48))
    await house.hear(need, need.urgent_need_id)
    hall = await space(house, occurred_on="2023-02-01", **LATE)
    given = {"space_id": hall, "occurred_on": "2023-03-02", **LATE}
    path = f"/urgent-needs/{need.urgent_need_id}"
    await house.made(f"{path}/assignments", given, by=COORDINATOR)
    early = {"reason": "flooded", "occurred_on": "2023-03-01", **LATE}
    refused = await house.refused(f"/spaces/{hall}/release", early, by=COORDINATOR)
    assert refused == (409, "before-what-it-follows")
    assert (await house.seen(path))["spaces_found"] == 1


async def test_spaces_are_given_and_given_back_at_once(house: House) -> None:
    path = await need_of(house, spaces_needed=2)
    halls = [await space(house) for _ in range(2)]
    freed = {"reason": "flooded", "stays_offered": True}
    for hall in halls:
        await house.made(f"{path}/assignments", {"space_id": hall}, by=COORDINATOR)
    answers = await asyncio.gather(
        *(house.post(f"/spaces/{hall}/release", freed, by=COORDINATOR) for hall in halls),
        *(
            house.post(f"{path}/assignments", {"space_id": hall}, by=COORDINATOR)
            for hall in halls * 2
        ),
    )
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    taken = [(await house.seen(f"/spaces/{hall}"))["taken_by_need_id"] for hall in halls]
    assert (await house.seen(path))["spaces_found"] == sum(one is not None for one in taken)


async def test_an_offer_is_told_for_the_day_on_which_it_was_published(house: House) -> None:
    path, sent_on = await need_of(house), str(await house.today())
    sent = {**SPACE, "urgent_need_id": path.rpartition("/")[2]}
    made = await house.made("/spaces", sent, by=OPEN_AGE)
    assert made["status"] == "waiting"
    await house.shift_clock(5)
    hall, approved_on = made["space_id"], str(await house.today())
    await house.made(f"/spaces/{hall}/approval", by=MODERATOR)
    assert [one["occurred_on"] for one in await house.told("space.offered")] == [approved_on]
    assert (await house.seen(f"/spaces/{hall}"))["offered_on"] == approved_on
    # Nor is it given to the need on a day on which nobody knew of it.
    early = {"space_id": hall, "despite": "It is late.", "occurred_on": sent_on, **LATE}
    refused = await house.refused(f"{path}/assignments", early, by=COORDINATOR)
    assert refused == (409, "before-what-it-follows")
    today = {"space_id": hall, "despite": "It is late."}
    await house.made(f"{path}/assignments", today, by=COORDINATOR)
    assert [one["occurred_on"] for one in await house.told("space.used")] == [approved_on]


async def test_a_late_assignment_looks_at_the_day_it_happened(house: House) -> None:
    raised = datetime(2023, 3, 1, 10, tzinfo=UTC)
    need = food_bank_need(raised, raised + timedelta(hours=48))
    await house.hear(need, need.urgent_need_id)
    dates = {"available_from": "2023-03-02", "available_until": "2023-06-30"}
    offered_on = {"occurred_on": "2023-03-02", **LATE}
    hall = await space(house, **dates, **offered_on)
    body = {"space_id": hall, **offered_on}
    path = f"/urgent-needs/{need.urgent_need_id}"
    await house.made(f"{path}/assignments", body, by=COORDINATOR)
    used = (await house.told("space.used"))[0]
    assert date.fromisoformat(used["occurred_on"]) == date(2023, 3, 2)
