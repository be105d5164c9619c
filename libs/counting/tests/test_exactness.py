"""Where floating point cannot tell, the count is still exact; and the proof is tested."""

import random
import struct
from fractions import Fraction

import pytest

from civic_counting import BallotKind, approval_election, count, parse_rule
from civic_counting.rules.equal_shares_run import _Run
from civic_counting.rules.purses import numpy_allowed

import cases
import naive

WAYS = [False, True] if numpy_allowed() else [False]


@pytest.mark.parametrize("accelerate", WAYS)
def test_a_difference_of_one_in_ten_to_the_eighteen_decides(accelerate):
    """Two projects with disjoint supporters, one cheaper per head by the least amount."""
    big = 10**17
    for first, second, winner in ((big + 1, big, "b"), (big, big + 1, "a")):
        election = approval_election(
            4 * big, {"a": 2 * first, "b": 2 * second}, [["a"], ["a"], ["b"], ["b"]]
        )
        rule = parse_rule("equal-shares/score/none")
        outcome = count(election, rule, accelerate)
        assert election.projects[outcome.winners[0]].id == winner
        assert not outcome.ties


@pytest.mark.parametrize("accelerate", WAYS)
def test_money_that_is_just_enough_is_enough(accelerate):
    """A third of the budget each, three voters, and one minor unit too much."""
    for cost, funded in ((10**15, True), (10**15 + 1, False)):
        election = approval_election(10**15, {"a": cost}, [["a"]] * 3)
        assert bool(count(election, parse_rule("equal-shares/cost/none"), accelerate).winners) is (
            funded
        )


def test_a_tie_is_reported_with_what_ended_it():
    election = approval_election(10, {"a": 5, "b": 5, "c": 5}, [["a"], ["b"], ["c"]] * 2)
    outcome = count(election, parse_rule("phragmen"))
    assert outcome.ties[0].tied == (0, 1, 2)
    assert outcome.ties[0].because == "lower project number first"


@pytest.mark.parametrize("accelerate", WAYS)
def test_an_inexact_comparison_would_be_noticed(accelerate, monkeypatch):
    """The property tests are able to fail: single precision where fractions belong is caught."""
    exact = _Run._exact_rate

    def single_precision(self, project, clear):
        rate = exact(self, project, clear)
        return rate and Fraction(struct.unpack("f", struct.pack("f", float(rate)))[0])

    monkeypatch.setattr(_Run, "_exact_rate", single_precision)
    rng = random.Random(20240531)
    wrong = 0
    for _ in range(400):
        election, case = cases.random_case(rng, BallotKind.APPROVAL)
        outcome = count(election, parse_rule("equal-shares/cost/none"), accelerate)
        wrong += list(outcome.winners) != naive.equal_shares(case, True, "none")
    assert wrong


@pytest.mark.parametrize("kind", list(BallotKind))
def test_idle_steps_of_the_completion_are_left_out_safely(kind, dose, monkeypatch):
    """Steps that change nothing are not counted out, and nothing else is left out."""
    rng = random.Random(11)
    rules = [parse_rule(f"equal-shares/{worth}/add-one") for worth in ("cost", "score")]
    elections = [cases.random_case(rng, kind)[0] for _ in range(dose(60, 2000))]
    shortened = [[count(one, rule) for rule in rules] for one in elections]
    monkeypatch.setattr("civic_counting.rules.equal_shares._idle_steps", lambda *_: 0)
    assert shortened == [[count(one, rule) for rule in rules] for one in elections]


def test_a_project_far_beyond_reach_does_not_hold_up_the_count():
    costs = {"park": 600, "bridge": 500, "tunnel": 10**15}
    election = approval_election(1000, costs, [["park", "tunnel"], ["bridge"], ["park"]])
    outcome = count(election, parse_rule("equal-shares/cost/add-one"))
    assert [election.projects[number].id for number in outcome.winners] == ["park"]
