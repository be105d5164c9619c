"""What must hold for money to be committed is asked at each step on the way there."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from budgets.policy.domain import Policy
from budgets.proposals.domain import GroupHasClosed, group_has_not_closed
from budgets_client import ApiClient
from budgets_journey import Journey
from civic_contracts.events.volunteers import GroupClosed, GroupRegistered

NEW, DAY, START, TOO_SOON = "E05013802", "2025-06-02", "2025-09-01", "2025-06-03"
OLD, LAST, AFTER, LATER = "E05000647", "2022-05-04", "2022-05-05", "2022-09-01"


@pytest.fixture(scope="module", autouse=True)
async def _money(journey: Journey) -> None:
    await journey.give_money(NEW, "2025-26", DAY)
    await journey.give_money(OLD, "2022-23", "2022-04-01")


def test_a_group_has_ended_from_its_last_day_on() -> None:
    group_has_not_closed(None, date(2009, 6, 1))
    group_has_not_closed(date(2009, 6, 2), date(2009, 6, 1))
    with pytest.raises(GroupHasClosed):
        group_has_not_closed(date(2009, 6, 1), date(2009, 6, 1))


async def awarded(api: ApiClient, proposal: str, day: str) -> str:
    made = await api.on(day).post("officer", f"/proposals/{proposal}/award")
    return f"/awards/{made['award_id']}/agreement"


async def test_the_notice_is_kept_whatever_day_is_named_last(
    api: ApiClient, journey: Journey
) -> None:
    june = api.on(DAY)
    for amount in (50_000, 60_000):
        proposal = await journey.approved(DAY, {NEW: amount}, starts_on=START)
        award = f"/proposals/{proposal}/award"
        rule = await june.refused("officer", award, starts_on=TOO_SOON)
        assert rule == "applied-too-late"
        sign = await awarded(api, proposal, DAY)
        terms = {"payment_basis": "in-arrears", "starts_on": TOO_SOON}
        assert await june.refused("officer", sign, **terms) == "applied-too-late"
        await june.post("officer", sign, payment_basis="in-arrears", starts_on="2025-10-01")


async def deciding_in_the_old_ward(api: ApiClient, journey: Journey) -> str:
    """A proposal that is ready to be put to the councillors of a ward on its last day."""
    await journey.seat_councillors(OLD, "2018-05-03")
    proposal = await journey.open("2022-04-05", OLD)
    await journey.research(proposal, LAST, {OLD: 500}, starts_on=LATER)
    await journey.assess(proposal, LAST)
    return proposal


async def test_an_account_that_closes_with_its_ward_commits_nothing_afterwards(
    api: ApiClient, journey: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a policy whose accounts close on the ward's last day."""
    monkeypatch.setattr(Policy, "last_day_of_account", lambda policy, ends_on: ends_on)
    after, last, closed = api.on(AFTER), api.on(LAST), "ward-account-closed"
    proposal = await deciding_in_the_old_ward(api, journey)
    decision = f"/proposals/{proposal}/decision"
    assert await after.refused("officer", decision) == closed
    await last.post("officer", decision)
    for seat in (1, 2):
        await journey.vote(proposal, LAST, OLD, seat, "in-favour")
    await last.post("officer", f"{decision}/close", reasons="It is wanted.")
    assert await after.refused("officer", f"/proposals/{proposal}/award") == closed
    sign = await awarded(api, proposal, LAST)
    terms: dict[str, Any] = {"payment_basis": "in-arrears"}
    assert await after.refused("officer", sign, **terms) == closed
    await last.post("officer", sign, **terms)


async def known_group(api: ApiClient) -> UUID:
    group = uuid4()
    event = GroupRegistered(
        group_id=group,
        organisation="Harrow Road Friends",
        ward=NEW,
        kind="community-group",
        members=5,
        occurred_on=date(2025, 1, 1),
    )
    await api.hear(event, subject=group, sequence=1)
    return group


async def ends(api: ApiClient, group: UUID) -> None:
    event = GroupClosed(
        group_id=group, ward=NEW, reason="members-left", occurred_on=date(2025, 6, 2)
    )
    await api.hear(event, subject=group, sequence=2)


async def opens(api: ApiClient, journey: Journey, group: UUID) -> str:
    await journey.seat_councillors(NEW, "2025-01-01")
    proposal = await journey.open(DAY, NEW, group_id=str(group), applicant_kind="group")
    await journey.research(proposal, DAY, {NEW: 500}, starts_on=START)
    await journey.assess(proposal, DAY)
    return proposal


async def test_a_group_that_has_ended_is_awarded_nothing(api: ApiClient, journey: Journey) -> None:
    june, ended = api.on(DAY), "group-has-closed"
    group = await known_group(api)
    waiting = [await opens(api, journey, group) for _ in range(3)]
    for proposal in waiting[1:]:
        decision = f"/proposals/{proposal}/decision"
        await june.post("officer", decision)
        for seat in (1, 2):
            await journey.vote(proposal, DAY, NEW, seat, "in-favour")
        await june.post("officer", f"{decision}/close", reasons="It is wanted.")
    sign = await awarded(api, waiting[2], DAY)
    await ends(api, group)
    costs = {
        "lines": [{"title": "All of it", "amount": 400}],
        "ward_shares": [{"ward": NEW, "amount": 400}],
        "starts_on": START,
    }
    assert await june.refused("officer", f"/proposals/{waiting[0]}/research", **costs) == ended
    assert await june.refused("officer", f"/proposals/{waiting[0]}/decision") == ended
    assert await june.refused("officer", f"/proposals/{waiting[1]}/award") == ended
    assert await june.refused("officer", sign, payment_basis="in-arrears") == ended
