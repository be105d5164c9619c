"""Halls, their pledges and what was used of them; groups and their members."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from civic_contracts.events import volunteers
from civic_contracts.fields import PublicText
from reporting.testing import Bench

pytestmark = pytest.mark.stack

HARROW_ROAD = "E05000635"


def of(hall: UUID) -> dict[str, Any]:
    return {"space_id": hall, "ward": HARROW_ROAD}


def offered(hall: UUID) -> volunteers.SpaceOffered:
    return volunteers.SpaceOffered(
        **of(hall),
        organisation="Paddington Arts",
        title=PublicText(text="Ground floor hall"),
        kind="hall",
        occurred_on=date(2023, 1, 2),
    )


def pledged(hall: UUID, **more: Any) -> volunteers.SpacePledged:
    values = {
        **of(hall),
        "organisation": "Paddington Arts",
        "pledge_id": uuid4(),
        "pattern": "weekly",
        "minutes_a_week": 120,
        "minutes_a_year": 6240,
        "starts_on": date(2023, 1, 2),
        "occurred_on": date(2023, 1, 2),
        **more,
    }
    return volunteers.SpacePledged(**values)


def released(hall: UUID, **more: Any) -> volunteers.SpaceReleased:
    return volunteers.SpaceReleased(
        **of(hall), reason="need-is-over", occurred_on=date(2023, 4, 1), **more
    )


async def test_a_hall_that_is_free_again_after_a_need_keeps_its_pledge(bench: Bench) -> None:
    lent, sold = uuid4(), uuid4()
    await bench.hear(offered(lent), pledged(lent), offered(sold), pledged(sold))
    assert await bench.figure("facilities-pledged") == 2
    await bench.hear(released(lent, urgent_need_id=uuid4(), stays_offered=True))
    assert await bench.figure("facilities-pledged") == 2
    await bench.hear(released(sold))
    assert await bench.figure("facilities-pledged") == 1
    assert await bench.figure("minutes-pledged") == 6240


async def civil_today(bench: Bench) -> date:
    """The day that the pages are of."""
    (row,) = await bench.rows("SELECT (now() AT TIME ZONE 'Europe/London')::date AS day")
    day: date = row.day
    return day


async def shown(web: httpx.AsyncClient) -> dict[str, Any]:
    """The spaces' figures, as the page and programs are told them; they must say the same."""
    spaces: dict[str, Any] = (await web.get("/reporting/api/spaces")).json()
    for area in ("city", f"wards/{HARROW_ROAD}"):
        figures = (await web.get(f"/reporting/api/{area}")).json()["figures"]
        assert figures["facilities-pledged"] == spaces["facilities"]
        assert figures["minutes-pledged"] == spaces["pledged_minutes"]
    return spaces


async def test_a_pledge_counts_from_its_first_day_to_its_last(
    bench: Bench, web: httpx.AsyncClient
) -> None:
    today = await civil_today(bench)
    lapsed, to_come, running = uuid4(), uuid4(), uuid4()
    await bench.hear(
        *(offered(hall) for hall in (lapsed, to_come, running)),
        pledged(lapsed, ends_on=today - timedelta(days=1)),
        pledged(to_come, starts_on=today + timedelta(days=1)),
        pledged(running, starts_on=today, ends_on=today, minutes_a_year=7000),
    )
    told = await shown(web)
    assert (told["facilities"], told["pledged_minutes"]) == (1, 7000)
    by_hall = {UUID(one["space_id"]): one["pledged_minutes"] for one in told["spaces"]}
    assert by_hall == {lapsed: 0, to_come: 0, running: 7000}


async def test_a_pledge_that_is_renewed_is_one_facility(
    bench: Bench, web: httpx.AsyncClient
) -> None:
    hall = uuid4()
    await bench.hear(
        offered(hall),
        pledged(hall, ends_on=date(2023, 12, 31)),
        pledged(hall, starts_on=date(2024, 1, 1), minutes_a_year=7000),
    )
    told = await shown(web)
    assert (told["facilities"], told["pledged_minutes"]) == (1, 7000)
    await bench.hear(released(hall))
    told = await shown(web)
    assert (told["facilities"], told["pledged_minutes"], told["spaces"]) == (0, 0, [])


async def test_used_beside_a_yearly_target_is_what_was_used_under_pledges_in_a_year(
    bench: Bench, web: httpx.AsyncClient
) -> None:
    today = await civil_today(bench)
    hall, lapsed = uuid4(), uuid4()
    earlier, now, over = uuid4(), uuid4(), uuid4()
    renewed = today - timedelta(days=30)

    def used(days_ago: int, pledge: UUID | None, of_hall: UUID = hall) -> volunteers.SpaceUsed:
        return volunteers.SpaceUsed(
            **of(of_hall),
            purpose="rehearsal",
            minutes=100,
            pledge_id=pledge,
            occurred_on=today - timedelta(days=days_ago),
        )

    await bench.hear(
        *(offered(hall), offered(lapsed)),
        pledged(hall, pledge_id=earlier, ends_on=renewed - timedelta(days=1)),
        pledged(hall, pledge_id=now, starts_on=renewed),
        pledged(lapsed, pledge_id=over, ends_on=renewed),
        *(used(365, earlier), used(364, earlier), used(40, earlier), used(40, None)),
        *(used(3, now), used(3, None), used(40, over, lapsed)),
    )
    told = await shown(web)
    assert told["used_minutes"] == 300
    by_hall = {UUID(one["space_id"]): one["used_minutes"] for one in told["spaces"]}
    assert by_hall == {hall: 600, lapsed: 100}


async def test_a_use_counts_as_it_was_put_right(bench: Bench, web: httpx.AsyncClient) -> None:
    today = await civil_today(bench)
    hall, pledge, use = uuid4(), uuid4(), uuid4()
    used_on = today - timedelta(days=5)
    entry = {**of(hall), "use_id": use, "purpose": "rehearsal", "pledge_id": pledge}
    await bench.hear(
        *(offered(hall), pledged(hall, pledge_id=pledge)),
        volunteers.SpaceUsed(**entry, minutes=1200, occurred_on=used_on),
    )
    await bench.hear(
        volunteers.SpaceUseCorrected(
            **entry,
            minutes=120,
            change=-1080,
            reason="wrong-length",
            given_on=used_on,
            occurred_on=today,
        )
    )
    told = await shown(web)
    assert (told["used_minutes"], told["spaces"][0]["used_minutes"]) == (120, 120)
    assert await bench.figure("space-minutes-used") == 120


async def test_the_latest_days_count_is_a_groups_membership_whenever_it_was_entered(
    bench: Bench,
) -> None:
    group: dict[str, Any] = {"group_id": uuid4(), "ward": HARROW_ROAD, "organisation": "Choir"}

    def counted(members: int, day: date) -> volunteers.GroupMembershipCounted:
        return volunteers.GroupMembershipCounted(**group, members=members, occurred_on=day)

    registered = volunteers.GroupRegistered(
        **group, kind="choir", members=40, occurred_on=date(2010, 1, 4)
    )
    await bench.hear(registered, counted(44, date(2010, 3, 1)))
    await bench.hear(counted(12, date(2009, 9, 1)))
    assert await bench.figure("group-members") == 44
    # Counted again on the same day: what was entered last is right.
    await bench.hear(counted(45, date(2010, 3, 1)))
    assert await bench.figure("group-members") == 45
