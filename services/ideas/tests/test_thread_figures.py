"""What a thread comes to: each figure is true by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from civic_contracts.events.budgets import (
    AgreementEnded,
    AgreementPaymentMade,
    AgreementPaymentRepaid,
    AwardMade,
    AwardRevoked,
    LedgerPosted,
)
from civic_contracts.events.volunteers import (
    GroupMembershipCounted,
    GroupRegistered,
    OpportunityOpened,
    PlacementConfirmed,
)
from civic_contracts.fields import PublicText
from hypothesis import given
from hypothesis import strategies as st
from ideas.intake.commands.submitting import SubmitIdea, submit_idea
from ideas.intake.tables import find_idea
from ideas.promise import AnsweringPromise
from ideas.testing import OFFICER, Bench
from ideas.threads.folding import LARGEST, FiguresView, FigureView, MoneyView, folded
from ideas.threads.queries import figures_of, thread_of
from ideas.threads.showing import shown_figure, shown_figures
from test_ideas_inbound import about, sample

HARROW_ROAD = "E05000635"
LATE = {"occurred_on": date(2009, 6, 1), "late_reason": "Entered from the files of 2009."}
SINGING = SubmitIdea(
    title="A community choir",
    summary="Neighbours who sing together.",
    ward=HARROW_ROAD,
    theme="community-focused",
    **LATE,
)


def said(code: str, value: int, of: str = "", within: str = "") -> FigureView:
    return FigureView(code=code, value=value, unit="people", of=of, within=within)


def value_of(measures: Sequence[FigureView], code: str) -> int:
    (only,) = (one.value for one in folded(measures, []).measures if one.code == code)
    return only


def test_what_is_measured_again_and_again_counts_once() -> None:
    assert value_of([said("singers", 30), said("singers", 44)], "singers") == 44


def test_the_latest_count_of_each_group_adds_up() -> None:
    twelve = [said("members", 4, f"group-{n}") for n in range(12)]
    assert value_of(twelve, "members") == 48
    assert value_of([*twelve, said("members", 6, "group-3")], "members") == 50


def test_what_was_given_back_is_awarded_no_more() -> None:
    steps = [("awarded", 1000), ("paid", 600), ("given-back", 400), ("awarded", 500)]
    amounts = [MoneyView(label=label, pence=pence) for label, pence in steps]
    assert {one.label: one.pence for one in folded([], amounts).money} == {
        "awarded": 1100,
        "paid": 600,
    }


def test_a_committee_is_a_part_of_its_choir() -> None:
    both = [said("members", 44, "choir"), said("members", 7, "committee", "choir")]
    assert value_of(both, "members") == 44
    assert value_of(both[::-1], "members") == 44
    # Its own later count does not say again what it is a part of.
    assert value_of([*both, said("members", 9, "committee")], "members") == 44
    assert value_of([both[1]], "members") == 7


def test_places_that_were_planned_are_those_that_are_offered() -> None:
    planned, offered = said("volunteer-places", 6), said("volunteer-places", 6, "stewards")
    assert value_of([planned], "volunteer-places") == 6
    assert value_of([planned, offered], "volunteer-places") == 6
    assert (
        value_of([planned, offered, said("volunteer-places", 4, "cooks")], "volunteer-places") == 10
    )


def test_of_two_days_the_larger_is_shown_and_says_so() -> None:
    days = [said("participants", 18, "day-one"), said("participants", 36, "day-two")]
    (one,) = folded(days, []).measures
    assert (one.value, one.of) == (36, LARGEST)
    assert shown_figure(one).label == "participants at the largest meeting"
    (alone,) = folded(days[:1], []).measures
    assert (shown_figure(alone).figure, shown_figure(alone).label) == ("18", "participants")


COUNTS = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 1000)), min_size=1)


@given(COUNTS)
def test_groups_add_up_and_meetings_do_not(counts: list[tuple[str, int]]) -> None:
    latest = dict(counts)
    members = [said("members", value, of) for of, value in counts]
    assert value_of(members, "members") == sum(latest.values())
    people = [said("participants", value, of) for of, value in counts]
    assert value_of(people, "participants") == max(latest.values())


async def figures(bench: Bench, idea_id: UUID) -> dict[str, int]:
    async with bench.work.engine.connect() as connection:
        idea = await find_idea(connection, idea_id)
        assert idea is not None
        found = figures_of(await thread_of(connection, idea))
    return {one.code: one.value for one in found.measures}


async def amounts(bench: Bench, idea_id: UUID) -> dict[str, int]:
    async with bench.work.engine.connect() as connection:
        idea = await find_idea(connection, idea_id)
        assert idea is not None
        found = figures_of(await thread_of(connection, idea))
    return {one.label: one.pence for one in found.money}


async def heard_idea(bench: Bench) -> UUID:
    made = await bench.act(OFFICER, lambda uow: submit_idea(uow, SINGING, AnsweringPromise()))
    return UUID(str(made.idea_id))


def group(idea_id: UUID, members: int, parent: UUID | None = None) -> GroupRegistered:
    return GroupRegistered(
        occurred_on=date(2010, 3, 26),
        group_id=uuid4(),
        idea_id=idea_id,
        ward=HARROW_ROAD,
        organisation="Harrow Road Community Choir",
        kind="choir",
        parent_group_id=parent,
        members=members,
    )


async def test_the_choir_has_its_members_and_not_its_committees(bench: Bench) -> None:
    idea_id = await heard_idea(bench)
    choir = group(idea_id, 44)
    committee = group(idea_id, 7, choir.group_id)
    for one in (choir, committee):
        await bench.hear(one, one.group_id)
    assert (await figures(bench, idea_id))["members"] == 44
    counted = GroupMembershipCounted(
        occurred_on=date(2010, 9, 1),
        group_id=choir.group_id,
        idea_id=idea_id,
        ward=HARROW_ROAD,
        organisation=choir.organisation,
        members=51,
    )
    await bench.hear(counted, choir.group_id)
    assert (await figures(bench, idea_id))["members"] == 51


async def test_twelve_groups_have_the_members_of_all(bench: Bench) -> None:
    idea_id = await heard_idea(bench)
    for _ in range(12):
        one = group(idea_id, 4)
        await bench.hear(one, one.group_id)
    assert (await figures(bench, idea_id))["members"] == 48


async def test_places_of_two_opportunities_add_up(bench: Bench) -> None:
    idea_id = await heard_idea(bench)
    for places, taken in ((6, 3), (4, 1)):
        common: dict[str, Any] = {
            "opportunity_id": uuid4(),
            "idea_id": idea_id,
            "ward": HARROW_ROAD,
            "occurred_on": date(2010, 3, 1),
        }
        opened = OpportunityOpened(
            title=PublicText(text="Concert steward"),
            role="steward",
            places=places,
            check_level="none",
            **common,
        )
        await bench.hear(opened, opened.opportunity_id)
        confirmed = PlacementConfirmed(
            placement_id=uuid4(),
            role="steward",
            volunteer_kind="resident",
            opportunity_filled=taken,
            opportunity_places=places,
            **common,
        )
        await bench.hear(confirmed, confirmed.placement_id)
    found = await figures(bench, idea_id)
    assert (found["volunteer-places"], found["places-taken"]) == (10, 4)


@pytest.mark.parametrize("days", [(10, 5), (5, 5), (5, 10)])
@pytest.mark.parametrize("late", [False, True])
async def test_places_are_taken_in_whatever_order_that_is_told(
    bench: Bench, days: tuple[int, int], late: bool
) -> None:
    """Each place is a subject of its own, and may be entered for an earlier day."""
    idea_id, opportunity = await heard_idea(bench), uuid4()
    told = [
        PlacementConfirmed(
            placement_id=uuid4(),
            opportunity_id=opportunity,
            idea_id=idea_id,
            ward=HARROW_ROAD,
            role="steward",
            volunteer_kind="resident",
            opportunity_filled=taken,
            opportunity_places=6,
            occurred_on=date(2010, 3, day),
        )
        for taken, day in enumerate(days, 1)
    ]
    for one in reversed(told) if late else told:
        await bench.hear(one, one.placement_id)
    assert (await figures(bench, idea_id))["places-taken"] == 2
    (row,) = await bench.rows("SELECT occurred_on FROM thread_steps WHERE slot IS NOT NULL")
    assert row.occurred_on == date(2010, 3, max(days))


async def test_match_funding_is_counted_once_when_it_comes_in(bench: Bench) -> None:
    idea_id = await heard_idea(bench)
    award = about(sample(AwardMade)[1], idea_id=str(idea_id), match_funding=50_000)
    await bench.hear(award, award.to_data()["award_id"])
    assert (await amounts(bench, idea_id))["match-funding-promised"] == 50_000
    _, posted = sample(LedgerPosted)
    for pence in (30_000, 20_000):
        accounts = [("match-funding", -pence), ("available", pence)]
        given = about(
            posted,
            idea_id=str(idea_id),
            kind="match-funding",
            postings=[
                {"account": f"ward:{HARROW_ROAD}:2009-10:{account}", "amount": amount}
                for account, amount in accounts
            ],
        )
        await bench.hear(given, HARROW_ROAD)
    assert (await amounts(bench, idea_id))["match-funding"] == 50_000


async def test_a_promise_that_came_with_an_award_goes_with_it(bench: Bench) -> None:
    idea_id = await heard_idea(bench)
    shares = [{"ward": HARROW_ROAD, "amount": 900}]
    sums = {"amount": 900, "ward_shares": shares, "match_funding": 50_000}
    for kind in (AwardMade, AwardRevoked):
        told = about(sample(kind)[1], idea_id=str(idea_id), **sums)
        await bench.hear(told, told.to_data()["award_id"])
    assert await amounts(bench, idea_id) == {"awarded": 0, "match-funding-promised": 0}


async def test_what_came_back_after_the_agreement_had_ended_is_awarded_no_more(
    bench: Bench,
) -> None:
    idea_id = await heard_idea(bench)
    for kind, figures_told in (
        (AwardMade, {"amount": 1000, "match_funding": 0}),
        (AgreementPaymentMade, {"amount": 600}),
        (AgreementEnded, {"paid": 600, "released": 400}),
        (AgreementPaymentRepaid, {"amount": 200, "paid_to_date": 400, "released": 200}),
    ):
        envelope, event = sample(kind)
        shares = {"ward_shares": [{"ward": HARROW_ROAD, "amount": 1000}]}
        more = shares if kind is AwardMade else {}
        await bench.hear(
            about(event, idea_id=str(idea_id), **figures_told, **more), envelope.subject
        )
    found = await amounts(bench, idea_id)
    assert (found["awarded"], found["paid"]) == (400, 400)


def test_a_promise_is_no_money_of_the_whole() -> None:
    promised = MoneyView(label="match-funding-promised", pence=50_000)
    assert shown_figures(FiguresView(measures=[], money=[promised])) == []
