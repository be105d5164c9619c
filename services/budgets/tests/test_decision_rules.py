"""How votes become a decision: two of three, vacant seats, interests, other councils' rules."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from budgets.decisions import domain
from budgets.decisions.domain import Ballot, tally_of
from budgets.policy.domain import Approval, DecisionRule
from hypothesis import given
from hypothesis import strategies as st

TWO_OF_THREE = DecisionRule(
    method="ward-councillors",
    seats=3,
    approval=Approval("at-least", 2),
    quorum=2,
    vacant_seat="still-counts",
    too_few_able="refer",
    refer_to="cabinet-member",
    wards_differ="return",
)
ALL_WHO_CAN = replace(TWO_OF_THREE, too_few_able="all-who-can-vote")
MAJORITY_OF_FIVE = replace(
    TWO_OF_THREE, seats=5, approval=Approval("majority"), quorum=3, vacant_seat="is-left-out"
)

choices = st.sampled_from(["in-favour", "against", "abstain"])


def ballots(*chosen: str | None) -> list[Ballot]:
    """Seats 1, 2, …; nothing stands for a pecuniary interest."""
    return [
        Ballot(seat, "pecuniary" if choice is None else "none", choice)
        for seat, choice in enumerate(chosen, 1)
    ]


def standing(
    rule: DecisionRule, held: int, *chosen: str | None, referred: str | None = None
) -> str:
    """Where a ward with so many seats held stands."""
    return tally_of(rule, range(1, held + 1), ballots(*chosen), referred).standing


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ((), "open"),
        (("in-favour",), "open"),
        (("in-favour", "in-favour"), "approved"),
        (("in-favour", "against"), "open"),
        (("against", "against"), "declined"),
        (("in-favour", "abstain", "abstain"), "declined"),
        (("abstain", "abstain"), "declined"),
        (("in-favour", "in-favour", "against"), "approved"),
        (("in-favour", None, "in-favour"), "approved"),
        (("in-favour", None, "against"), "declined"),
        ((None, None), "refer"),
    ],
)
def test_two_of_three(chosen: tuple[str | None, ...], expected: str) -> None:
    assert standing(TWO_OF_THREE, 3, *chosen) == expected


def test_a_vacant_seat_does_not_lower_what_is_needed() -> None:
    assert standing(TWO_OF_THREE, 2, "in-favour") == "open"
    assert standing(TWO_OF_THREE, 2, "in-favour", "in-favour") == "approved"
    assert standing(TWO_OF_THREE, 2, "in-favour", "against") == "declined"


def test_fewer_than_two_who_can_vote_means_that_others_decide() -> None:
    assert standing(TWO_OF_THREE, 1) == "refer"
    assert standing(TWO_OF_THREE, 0) == "refer"
    assert standing(TWO_OF_THREE, 1, referred="in-favour") == "approved"
    assert standing(TWO_OF_THREE, 1, referred="against") == "declined"
    # What others decided counts only for as long as the ward cannot decide by itself.
    assert standing(TWO_OF_THREE, 3, referred="in-favour") == "open"


def test_elsewhere_all_who_can_vote_decide() -> None:
    assert standing(ALL_WHO_CAN, 3, None, None, "in-favour") == "approved"
    assert standing(ALL_WHO_CAN, 3, None, None, "against") == "declined"
    assert standing(ALL_WHO_CAN, 3, None, None) == "open"
    assert standing(ALL_WHO_CAN, 3, None, None, None) == "refer"


def test_elsewhere_a_majority_of_the_seats_that_are_held_decides() -> None:
    assert tally_of(MAJORITY_OF_FIVE, range(1, 6), [], None).required == 3
    assert tally_of(MAJORITY_OF_FIVE, range(1, 4), [], None).required == 2
    assert standing(MAJORITY_OF_FIVE, 3, "in-favour", "in-favour") == "open"
    assert standing(MAJORITY_OF_FIVE, 3, "in-favour", "in-favour", "abstain") == "approved"


@given(
    st.lists(st.none() | choices, max_size=5),
    st.integers(0, 5),
    st.sampled_from([TWO_OF_THREE, ALL_WHO_CAN, MAJORITY_OF_FIVE]),
)
def test_the_order_of_votes_never_matters(
    chosen: list[str | None], held: int, rule: DecisionRule
) -> None:
    cast = ballots(*chosen)
    seen = {
        tally_of(rule, range(1, held + 1), list(order), None)
        for order in itertools.permutations(cast)
    }
    assert len(seen) == 1


@given(st.lists(choices, min_size=3, max_size=3))
def test_what_is_decided_early_stays_decided(chosen: list[str]) -> None:
    last = standing(TWO_OF_THREE, 3, *chosen)
    assert last in {"approved", "declined"}
    for so_far in (1, 2):
        early = standing(TWO_OF_THREE, 3, *chosen[:so_far])
        assert early in {"open", last}


@given(st.lists(choices, max_size=2))
def test_another_vote_in_favour_never_harms(chosen: list[str]) -> None:
    order = ["declined", "open", "approved"]
    before = standing(TWO_OF_THREE, 3, *chosen)
    after = standing(TWO_OF_THREE, 3, *chosen, "in-favour")
    assert order.index(after) >= order.index(before)


def test_a_pecuniary_interest_and_a_vote_exclude_each_other() -> None:
    for interest, choice in (("pecuniary", "in-favour"), ("none", None), ("personal", None)):
        with pytest.raises(domain.VoteNeedsAChoice):
            Ballot(1, interest, choice)


def test_wards_that_differ() -> None:
    differ: dict[str, domain.Standing] = {"E1": "approved", "E2": "declined"}
    pays = replace(TWO_OF_THREE, wards_differ="approving-wards-pay")
    assert domain.outcome_of(TWO_OF_THREE, differ) == "returned"
    assert domain.outcome_of(pays, differ) == "approved"
    assert domain.outcome_of(pays, {"E1": "declined", "E2": "declined"}) == "declined"
    with pytest.raises(domain.DecisionStillOpen, match="E2"):
        domain.outcome_of(pays, {"E1": "approved", "E2": "refer"})


@given(
    st.lists(choices, max_size=5),
    st.integers(0, 5),
    st.sampled_from([TWO_OF_THREE, ALL_WHO_CAN, MAJORITY_OF_FIVE]),
)
def test_fewer_votes_than_must_be_cast_settle_nothing(
    chosen: list[str | None], held: int, rule: DecisionRule
) -> None:
    tally = tally_of(rule, range(1, held + 1), ballots(*chosen), None)
    able_votes = tally.in_favour + tally.against + tally.abstained
    assert tally.voted == len(chosen)
    if tally.standing in {"approved", "declined"}:
        assert able_votes >= tally.must_vote
    if tally.standing == "refer":
        assert tally.must_vote == 0


@given(
    st.lists(choices, max_size=5),
    st.integers(0, 5),
    st.sampled_from([TWO_OF_THREE, ALL_WHO_CAN, MAJORITY_OF_FIVE]),
)
def test_what_nobody_s_interest_changes_is_said_of_all_who_hold_a_seat(
    chosen: list[str | None], held: int, rule: DecisionRule
) -> None:
    seats, said = range(1, held + 1), ballots(*chosen)
    told = domain.turnout_of(rule, seats, [one.seat for one in said])
    voted = [replace(one, interest="none", choice="against") for one in said]
    tally = tally_of(rule, seats, voted, None)
    assert told == domain.Turnout(tally.seats, tally.required, tally.voted, tally.must_vote)


def test_two_of_three_can_settle_it_and_the_refusal_names_the_ward() -> None:
    assert tally_of(TWO_OF_THREE, (1, 2, 3), [], None).must_vote == 2
    names = {"E1": "Harrow Road", "E2": "Westbourne"}
    with pytest.raises(domain.DecisionStillOpen, match="councillors of: Harrow Road, Westbourne"):
        domain.outcome_of(TWO_OF_THREE, {"E2": "open", "E1": "refer"}, names.__getitem__)
