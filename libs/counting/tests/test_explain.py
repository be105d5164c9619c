"""Every claim of an explanation is true when recounted, and a false one would be noticed."""

import os
import random
from dataclasses import replace

import pytest

from civic_counting import BallotKind, Greedy, approval_election, count, parse_rule, read_pb
from civic_counting.explain import explain
from civic_counting.explain.variation import Lever, Variation
from civic_counting.pb.declared import declared_rule

import cases

RULES = [
    "greedy",
    "greedy-no-skip",
    "greedy-top-up-80",
    "equal-shares/cost/none",
    "equal-shares/score/greedy-fill",
    "phragmen",
]


@pytest.mark.parametrize("code", RULES)
@pytest.mark.parametrize("kind", list(BallotKind))
def test_claims_are_true(code, kind, dose):
    if code == "phragmen" and kind.weighs:
        pytest.skip("the rule is not defined for these ballots")
    rng, rule = random.Random(5), parse_rule(code)
    for _ in range(dose(12, 300)):
        election, _ = cases.random_case(rng, kind)
        outcome = count(election, rule)
        for number in range(len(election.projects)):
            told = explain(election, rule, outcome, number)
            assert told.won == (number in outcome.winners)
            assert told.false_claims(election, rule) == []


def test_a_claim_off_by_one_is_noticed():
    election = approval_election(1000, {"a": 600, "b": 500}, [["a"], ["a"], ["b"]])
    rule = Greedy()
    told = explain(election, rule, count(election, rule), 1)
    assert told.false_claims(election, rule) == []
    for change in told.changes:
        for amount in (-1, 1):
            sign = 1 if change.turning.amount > 0 else -1
            moved = change.turning.amount + sign * amount
            other = replace(
                change,
                turning=Variation(change.lever, moved),
                still=Variation(change.lever, moved - sign),
            )
            wrong = replace(told, changes=(other,))
            assert wrong.false_claims(election, rule)


def test_the_words():
    election = approval_election(1000, {"a": 600, "b": 500}, [["a"], ["a"], ["b"]])
    outcome = count(election, Greedy())
    assert explain(election, Greedy(), outcome, 1).text() == (
        "It is not funded. It got 1 vote. When its turn came only 4 was left, and it costs 5: 1 "
        "too much. Had it cost 1 less (4 instead of 5), it would have been funded; with 0.01 "
        "less of a difference, it would not have been. Had 1 more voter come and voted for it "
        "alone, it would have been funded; with one fewer of them, it would not have been. Had "
        "the budget been 1 larger, it would have been funded; with 0.01 less of a difference, "
        "it would not have been."
    )


def test_the_least_extra_budget_is_the_least():
    """More money first goes to the dearer project before it, so the answer is not 1."""
    costs = {"a": 100, "b": 60, "c": 30}
    votes = [["a"]] * 5 + [["b"]] * 4 + [["c"]] * 3
    election = approval_election(95, costs, votes)
    told = explain(election, Greedy(), count(election, Greedy()), 0)
    budget = next(c for c in told.changes if c.lever is Lever.BUDGET)
    assert budget.turning.amount == 5
    lost = explain(
        replace(election, budget=65), Greedy(), count(replace(election, budget=65), Greedy()), 2
    )
    assert next(c for c in lost.changes if c.lever is Lever.BUDGET).turning.amount == 25


def test_claims_over_real_elections(pabulib, dose):
    files = sorted(pabulib.glob("*.pb"))
    random.Random(1).shuffle(files)
    small = [path for path in files if os.path.getsize(path) < 250_000][: dose(15, 300)]
    for path in small:
        file = read_pb(path, forgiving=True)
        rule = declared_rule(file) or Greedy()
        if not isinstance(rule, Greedy):
            continue
        outcome = count(file.election, rule)
        for number in range(min(6, len(file.election.projects))):
            told = explain(file.election, rule, outcome, number)
            assert told.false_claims(file.election, rule) == [], path
