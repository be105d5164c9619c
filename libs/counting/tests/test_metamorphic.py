"""Changes that should change nothing: order of voters and projects, doubling, scale of money."""

import random
from dataclasses import replace

import pytest

from civic_counting import BallotKind, count, parse_rule
from civic_counting.ballots import BallotBox, gather

import cases

RULES = [
    "greedy",
    "greedy-no-skip",
    "greedy-top-up-80",
    "equal-shares/cost/none",
    "equal-shares/score/greedy-fill",
    "equal-shares/cost/add-one",
    "phragmen",
]


def suitable(code, kind):
    return code != "phragmen" or not kind.weighs


def ids(election, code):
    outcome = count(election, parse_rule(code))
    return [election.projects[number].id for number in outcome.winners]


def ballots(box: BallotBox):
    points = box.points or (None,) * len(box.choices)
    return list(zip(box.choices, points, box.weights, strict=True))


@pytest.mark.parametrize("code", RULES)
@pytest.mark.parametrize("kind", list(BallotKind))
def test_what_changes_nothing(code, kind, dose):
    if not suitable(code, kind):
        pytest.skip("the rule is not defined for these ballots")
    rng = random.Random(11)
    for _ in range(dose(40, 500)):
        election, _ = cases.random_case(rng, kind)
        expected = ids(election, code)
        for changed in (voters_shuffled(rng, election), scaled(election), relisted(rng, election)):
            assert ids(changed, code) == expected
        if "add-one" not in code and not election.threshold:
            # Doubling the voters halves every share, so the same step is twice as large.
            assert ids(doubled(election), code) == expected


def voters_shuffled(rng, election):
    one_by_one = [(c, p, 1) for c, p, weight in ballots(election.box) for _ in range(weight)]
    rng.shuffle(one_by_one)
    return replace(election, box=gather(election.box.kind, one_by_one, election.box.points_unit))


def doubled(election):
    weights = tuple(2 * weight for weight in election.box.weights)
    return replace(election, box=replace(election.box, weights=weights))


def scaled(election):
    return replace(
        election,
        budget=election.budget * 1000,
        projects=tuple(replace(p, cost=p.cost * 1000) for p in election.projects),
        minor_per_major=election.minor_per_major * 1000,
    )


def relisted(rng, election):
    order = list(range(len(election.projects)))
    rng.shuffle(order)
    new = {old: place for place, old in enumerate(order)}
    moved = [(tuple(new[c] for c in choices), p, w) for choices, p, w in ballots(election.box)]
    return replace(
        election,
        projects=tuple(election.projects[old] for old in order),
        box=gather(election.box.kind, moved, election.box.points_unit),
        exclusive=tuple(tuple(new[n] for n in group) for group in election.exclusive),
    )
