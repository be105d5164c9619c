"""Groups: registered once, moderated, and counted by their latest day."""

import asyncio
from uuid import uuid4

from volunteers_house import (
    CHURCH_STREET,
    COORDINATOR,
    EDWIN,
    HARROW_ROAD,
    LATE,
    LEILA,
    MODERATOR,
    OFFICER,
    OPEN_AGE,
    SPACE,
    WARWICK_2009,
    House,
)

GROUP = {"name": "Queen's Park gardeners", "kind": "gardening-club", "ward": HARROW_ROAD}


async def test_twelve_groups_each_run_a_planter(house: House) -> None:
    late = {"occurred_on": "2009-05-01", **LATE}
    house_group = {
        "name": "Glastonbury House residents",
        "kind": "residents-group",
        "ward": WARWICK_2009,
        "members": 60,
        **late,
    }
    parent = (await house.made("/groups", house_group, by=OFFICER))["group_id"]
    for number in range(1, 13):
        planter = {
            **house_group,
            "name": f"Planter group {number}",
            "kind": "planter-group",
            "parent_group_id": parent,
            "members": 5,
        }
        await house.made("/groups", planter, by=OFFICER)
    under = await house.seen(f"/groups?parent_group_id={parent}&limit=100")
    assert len(under["items"]) == 12
    told = await house.told("group.registered")
    assert sum(one["parent_group_id"] == parent for one in told) == 12
    closing = await house.refused(f"/groups/{parent}/closure", {"reason": "ended"}, by=COORDINATOR)
    assert closing == (409, "its-groups-close-first")


async def test_the_latest_day_counts_whenever_it_was_entered(house: House) -> None:
    made = await house.made("/groups", {**GROUP, "members": 10}, by=COORDINATOR)
    path = f"/groups/{made['group_id']}"
    earlier = {"members": 4, "occurred_on": "2026-01-10", **LATE}
    assert (await house.made(f"{path}/membership-counts", earlier, by=OFFICER))["members"] == 10
    now = await house.made(f"{path}/membership-counts", {"members": 12}, by=COORDINATOR)
    assert now["members"] == 12
    seen = await house.seen(path)
    assert [one["members"] for one in seen["counts"]] == [4, 10, 12]
    assert len(await house.told("membership-counted")) == 2


async def test_a_name_is_registered_once_in_a_ward_also_at_once(house: House) -> None:
    answers = await asyncio.gather(
        *(house.post("/groups", GROUP, by=COORDINATOR) for _ in range(8))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    same = {**GROUP, "name": GROUP["name"].upper()}
    again = (409, "group-is-registered-already")
    assert await house.refused("/groups", same, by=COORDINATOR) == again
    await house.made("/groups", {**GROUP, "ward": CHURCH_STREET}, by=COORDINATOR)
    group = answers[[one.status_code for one in answers].index(201)].json()["group_id"]
    await house.made(f"/groups/{group}/closure", {"reason": "ended"}, by=COORDINATOR)
    await house.made("/groups", GROUP, by=COORDINATOR)


async def test_what_residents_send_waits_for_a_moderator(house: House) -> None:
    before = await house.hidden_from(EDWIN)
    things = (("/groups", GROUP, "group"), ("/spaces", SPACE, "space"))
    for hidden, (path, body, name) in enumerate(things, 1):
        made = await house.made(path, body, by=OPEN_AGE)
        thing = f"{path}/{made[f'{name}_id']}"
        assert made["status"] == "waiting"
        assert await house.told(name) == []
        assert (await house.get(thing, by=EDWIN)).status_code == 404
        assert await house.hidden_from(EDWIN) == before + hidden
        assert (await house.get(thing, by=OPEN_AGE)).status_code == 200
        assert (await house.seen(path))["items"] == []
        assert (await house.refused(f"{thing}/approval", by=LEILA))[0] == 403
        await house.made(f"{thing}/approval", by=MODERATOR)
        assert len(await house.told(name)) == 1
        waiting = (409, f"{name}-is-not-waiting")
        assert await house.refused(f"{thing}/approval", by=MODERATOR) == waiting
        other = await house.made(path, {**body, "ward": CHURCH_STREET}, by=OPEN_AGE)
        refusal = f"{path}/{other[f'{name}_id']}/refusal"
        await house.made(refusal, {"reason": "not-suitable"}, by=MODERATOR)
        assert len(await house.told(name)) == 1


async def test_whose_group_it_is(house: House) -> None:
    before = await house.hidden_from(EDWIN)
    made = await house.made("/groups", GROUP, by=OPEN_AGE)
    path = f"/groups/{made['group_id']}"
    count = {"members": 9}
    assert await house.refused(f"{path}/membership-counts", count, by=EDWIN) == (404, "not-found")
    assert await house.hidden_from(EDWIN) == before + 1
    unregistered = (409, "group-is-not-registered")
    counted = f"{path}/membership-counts"
    assert await house.refused(counted, count, by=OPEN_AGE) == unregistered
    await house.made(f"{path}/approval", by=MODERATOR)
    await house.made(counted, count, by=OPEN_AGE)
    assert (await house.refused(counted, count, by=EDWIN))[0] == 403
    closing = await house.made(f"{path}/closure", {"reason": "ended"}, by=OPEN_AGE)
    assert closing["status"] == "closed"
    assert (await house.seen("/groups"))["items"] == []
    assert (await house.seen(path))["status"] == "closed"
    under = {**GROUP, "parent_group_id": made["group_id"]}
    assert await house.refused("/groups", under, by=COORDINATOR) == unregistered
    nobody = {**GROUP, "parent_group_id": str(uuid4())}
    assert await house.refused("/groups", nobody, by=COORDINATOR) == (422, "invalid-field")


async def test_no_group_is_registered_under_one_that_has_closed(house: House) -> None:
    parent = await house.made("/groups", GROUP, by=COORDINATOR)
    under = {**GROUP, "name": "Committee", "parent_group_id": parent["group_id"]}
    waiting = await house.made("/groups", under, by=LEILA)
    assert waiting["status"] == "waiting"
    await house.made(f"/groups/{parent['group_id']}/closure", {"reason": "ended"}, by=COORDINATOR)
    approval = f"/groups/{waiting['group_id']}/approval"
    answer = await house.post(approval, by=MODERATOR)
    assert (answer.status_code, answer.json()["rule"]) == (409, "group-is-not-registered")
    assert "The group it belongs to" in answer.json()["detail"]
    # A moderator can still refuse it, so that it waits for nobody.
    refusal = {"reason": "its-group-has-closed"}
    await house.made(f"/groups/{waiting['group_id']}/refusal", refusal, by=MODERATOR)
