"""Halls, their pledges and what was used of them; groups and their members."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

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
