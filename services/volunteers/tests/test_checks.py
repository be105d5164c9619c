"""Checks: a place needs one in force, and what expires or is revoked ends what lies ahead."""

import asyncio
from datetime import timedelta

from volunteers_house import (
    COORDINATOR,
    EDWIN,
    LATE,
    LEILA,
    House,
    opportunity,
    placed,
    volunteer,
)


async def test_a_place_needs_an_unexpired_check_of_its_level(house: House) -> None:
    role = await opportunity(house, check_level="enhanced", attendance="by-arrangement")
    one = await volunteer(house, LEILA)
    path, body = f"/opportunities/{role}/placements", {"volunteer_id": one}
    low = (409, "check-level-is-too-low")
    assert await house.refused(path, body, by=COORDINATOR) == low
    checks = f"/volunteers/{one}/checks"
    basic = {"level": "basic", "issued_on": "2020-01-01", "expires_on": "2090-01-01"}
    await house.made(checks, basic, by=COORDINATOR)
    assert await house.refused(path, body, by=COORDINATOR) == low
    old = {"level": "enhanced", "issued_on": "2010-01-04", "expires_on": "2013-01-03"}
    assert (await house.made(checks, old, by=COORDINATOR))["valid"] is False
    assert await house.refused(path, body, by=COORDINATOR) == (409, "check-has-run-out")
    then = {**body, "occurred_on": "2011-05-01", **LATE}
    await house.made(path, then, by=COORDINATOR)
    assert await house.told("check.expired") == []


async def test_a_check_that_expires_stops_what_lies_ahead_and_says_so(house: House) -> None:
    checked = await opportunity(house, check_level="enhanced", attendance="by-arrangement")
    free = await opportunity(house, attendance="by-arrangement")
    one = await volunteer(house, LEILA)
    today = (await house.run("SELECT now()::date"))[0][0]
    check = {
        "level": "enhanced",
        "issued_on": str(today - timedelta(days=900)),
        "expires_on": str(today + timedelta(days=10)),
    }
    made = await house.made(f"/volunteers/{one}/checks", check, by=COORDINATOR)
    await placed(house, checked, one)
    await placed(house, free, one)
    await house.shift_clock(9)
    assert await house.run_jobs() == 0
    await house.shift_clock(2)
    assert await house.run_jobs() == 1
    expired = await house.envelopes("check.expired")
    assert [one["subject"] for one in expired] == [made["check_id"]]
    assert expired[0]["data"]["shifts_stopped"] == 1
    ended = await house.told("placement.ended")
    assert [(one["opportunity_id"], one["reason"]) for one in ended] == [(checked, "check-expired")]
    refused = await house.refused(
        f"/opportunities/{checked}/placements", {"volunteer_id": one}, by=COORDINATOR
    )
    assert refused == (409, "check-has-run-out")
    assert await house.run_jobs() == 0


async def test_a_check_that_is_revoked_places_nobody_from_that_moment(house: House) -> None:
    checked = await opportunity(house, check_level="enhanced", attendance="by-arrangement")
    asked_for = await opportunity(house, check_level="enhanced", attendance="by-arrangement")
    basic = await opportunity(house, check_level="basic", attendance="by-arrangement")
    one, other = await volunteer(house, LEILA), await volunteer(house, EDWIN)
    held = {"issued_on": "2020-01-01", "expires_on": str(await house.today() + timedelta(days=90))}
    checks = f"/volunteers/{one}/checks"
    wrong = await house.made(checks, {"level": "enhanced", **held}, by=COORDINATOR)
    await house.made(checks, {"level": "basic", **held}, by=COORDINATOR)
    for role in (checked, basic):
        await placed(house, role, one)
    await house.made(f"/opportunities/{asked_for}/help", by=LEILA)

    path, reason = f"{checks}/{wrong['check_id']}/revocation", {"reason": "withdrawn"}
    assert (await house.refused(path, reason, by=LEILA))[0] == 403
    others = f"/volunteers/{other}/checks/{wrong['check_id']}/revocation"
    assert (await house.refused(others, reason, by=COORDINATOR))[0] == 404
    before = {**reason, "occurred_on": "2019-12-31", **LATE}
    assert await house.refused(path, before, by=COORDINATOR) == (409, "before-what-it-follows")
    revoked = await house.made(path, reason, by=COORDINATOR)
    assert revoked == {"check_id": wrong["check_id"], "placements_ended": 1}

    (told,) = await house.envelopes("check.revoked")
    assert told["subject"] == wrong["check_id"]
    assert (told["data"]["level"], told["data"]["shifts_stopped"]) == ("enhanced", 1)
    assert "withdrawn" not in str(told)
    ended = await house.told("placement.ended")
    assert [(one["opportunity_id"], one["reason"]) for one in ended] == [(checked, "check-revoked")]
    statuses = {row.status for row in await house.run("SELECT status FROM placements")}
    assert statuses == {"ended", "refused", "confirmed"}
    low = (409, "check-level-is-too-low")
    for day in ({}, {"occurred_on": "2026-01-05", **LATE}):
        body = {"volunteer_id": one, **day}
        again = await house.refused(f"/opportunities/{checked}/placements", body, by=COORDINATOR)
        assert again in (low, (409, "before-what-it-follows"))
    known = await house.seen(checks, by=COORDINATOR)
    assert sorted(one["revoked_on"] is None for one in known) == [False, True]
    assert await house.refused(path, reason, by=COORDINATOR) == (409, "check-is-revoked-already")
    # The job of its last day has nothing more to say of it; that of the other check has.
    await house.shift_clock(92)
    await house.run_jobs()
    assert [one["level"] for one in await house.told("check.expired")] == ["basic"]


async def test_revoking_and_placing_at_once_leave_nobody_placed(house: House) -> None:
    one = await volunteer(house, LEILA)
    check = {"level": "basic", "issued_on": "2020-01-01", "expires_on": "2090-01-01"}
    made = await house.made(f"/volunteers/{one}/checks", check, by=COORDINATOR)
    roles = [
        await opportunity(house, check_level="basic", attendance="by-arrangement") for _ in range(4)
    ]
    revocation = f"/volunteers/{one}/checks/{made['check_id']}/revocation"
    body = {"volunteer_id": one}
    await asyncio.gather(
        house.post(f"/opportunities/{roles[0]}/placements", body, by=COORDINATOR),
        house.post(f"/opportunities/{roles[1]}/placements", body, by=COORDINATOR),
        house.post(revocation, {"reason": "withdrawn"}, by=COORDINATOR),
        house.post(f"/opportunities/{roles[2]}/placements", body, by=COORDINATOR),
        house.post(f"/opportunities/{roles[3]}/placements", body, by=COORDINATOR),
    )
    assert await house.run("SELECT 1 FROM placements WHERE status = 'confirmed'") == []
    assert len(await house.told("check.revoked")) == 1


async def test_another_check_in_force_keeps_the_place(house: House) -> None:
    role = await opportunity(house, check_level="basic", attendance="by-arrangement")
    one = await volunteer(house, LEILA)
    today = (await house.run("SELECT now()::date"))[0][0]
    for level, days in (("basic", 5), ("standard", 500)):
        check = {
            "level": level,
            "issued_on": str(today),
            "expires_on": str(today + timedelta(days=days)),
        }
        await house.made(f"/volunteers/{one}/checks", check, by=COORDINATOR)
    await placed(house, role, one)
    await house.shift_clock(7)
    assert await house.run_jobs() == 1
    assert [one["shifts_stopped"] for one in await house.told("check.expired")] == [0]
    assert await house.told("placement.ended") == []
