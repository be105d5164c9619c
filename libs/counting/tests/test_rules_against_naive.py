"""Every rule and ballot type against counts without shortcuts, with and without numpy."""

import random

import pytest

from civic_counting import BallotKind, Phragmen, count, parse_rule
from civic_counting.rules.purses import numpy_allowed

import cases
import naive

KINDS = list(BallotKind)
COMPLETIONS = ["none", "add-one", "add-one-compare", "greedy-fill", "add-one-fill"]
SEED = 20240531


def both_ways(election, rule):
    """The winners by lists and by arrays, which must be the same."""
    plain = count(election, rule, accelerate=False)
    if numpy_allowed():
        assert count(election, rule, accelerate=True) == plain
    return list(plain.winners)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("greedy", {}),
        ("greedy-no-skip", {"skip": False}),
        ("greedy-top-up-80", {"skip": False, "percent": 80}),
    ],
)
def test_greedy(kind, code, options, dose):
    rng = random.Random(SEED)
    for _ in range(dose(300, 2000)):
        election, case = cases.random_case(rng, kind)
        winners = list(count(election, parse_rule(code)).winners)
        assert winners == naive.greedy(case, **options)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("utility", ["cost", "score"])
@pytest.mark.parametrize("completion", COMPLETIONS)
def test_equal_shares(kind, utility, completion, dose):
    rng = random.Random(SEED)
    rule = parse_rule(f"equal-shares/{utility}/{completion}")
    for _ in range(dose(60, 2000)):
        election, case = cases.random_case(rng, kind)
        expected = naive.equal_shares(case, utility == "cost", completion)
        assert both_ways(election, rule) == expected


@pytest.mark.parametrize("kind", [BallotKind.APPROVAL, BallotKind.CHOOSE_ONE, BallotKind.KNAPSACK])
def test_phragmen(kind, dose):
    rng = random.Random(SEED)
    for _ in range(dose(300, 2000)):
        election, case = cases.random_case(rng, kind)
        assert list(count(election, Phragmen()).winners) == naive.phragmen(case)
