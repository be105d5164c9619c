"""Money, declarations, ties, elections and comparison."""

from fractions import Fraction

import pytest

from civic_counting import (
    BallotKind,
    CountingError,
    ElectionError,
    Greedy,
    Limits,
    Project,
    RuleError,
    TieBreak,
    approval_election,
    build_election,
    count,
    parse_rule,
)
from civic_counting.compare import compare
from civic_counting.money import parse_decimal, show


@pytest.mark.parametrize(
    ("text", "digits", "places"),
    [
        ("12", 12, 0),
        ("12.50", 125, 1),
        ("12,5", 125, 1),
        ("+007", 7, 0),
        ("0.000", 0, 0),
        ("-0", 0, 0),
        (" 3 ", 3, 0),
    ],
)
def test_decimals(text, digits, places):
    assert parse_decimal(text) == (digits, places)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1e3",
        "1 000",
        "1.000.000",
        "1,000",
        "-1",
        "٣",
        "nan",
        "1.",
        ".5",
        "0x1",
        "1_0",
        "0.1234567",
        "9" * 20,
        "9" * 100_000,
    ],
)
def test_what_is_no_amount(text):
    with pytest.raises(ValueError, match=r"."):
        parse_decimal(text)


def test_amounts_are_shown_as_people_write_them():
    assert show(123450, 100, "PLN") == "1,234.50 PLN"
    assert show(100, 100) == "1"
    assert show(-5, 100) == "-0.05"


CODES = [
    "greedy",
    "greedy-no-skip",
    "greedy-top-up-80",
    "phragmen",
    "equal-shares/cost/none",
    "equal-shares/score/add-one-compare",
    "equal-shares/cost/add-one/step-10",
]


@pytest.mark.parametrize("code", CODES)
def test_declarations_are_read_back(code):
    rule = parse_rule(code)
    assert rule.code == code
    assert parse_rule(rule.code) == rule
    assert rule.describe().endswith(".")


@pytest.mark.parametrize(
    "code",
    [
        "",
        "dice",
        "greedy/cost",
        "greedy-top-up-0",
        "greedy-top-up-x",
        "greedy-top-up-100",
        "equal-shares/beauty",
        "equal-shares/cost/step-0",
        "phragmen/cost",
    ],
)
def test_unknown_declarations_are_refused(code):
    with pytest.raises(RuleError):
        parse_rule(code)


def test_tie_breaks():
    election = approval_election(9, {"9": 5, "10": 5, "8": 4}, [["9"], ["10"], ["8"]])
    scores = [1, 1, 1]
    assert TieBreak(("id",)).ranks(election, scores) == [1, 2, 0]
    assert TieBreak(("order",)).ranks(election, scores) == [0, 1, 2]
    assert TieBreak(("dearer", "id")).ranks(election, scores) == [0, 1, 2]
    assert TieBreak(("cost",)).ranks(election, [1, 5, 1]) == [1, 2, 0]
    assert TieBreak.parse("score, cost").code == "score,cost"
    with pytest.raises(RuleError):
        TieBreak(("coin",))
    lots = [TieBreak((f"lot:{seed}",)).ranks(election, scores) for seed in range(20)]
    assert len({tuple(one) for one in lots}) > 1


@pytest.mark.parametrize(
    ("budget", "costs", "votes", "reason"),
    [
        (0, {"a": 1}, [["a"]], "budget"),
        (-5, {"a": 1}, [["a"]], "budget"),
        (5, {"a": 0}, [["a"]], "positive"),
        (5, {"a": -1}, [["a"]], "positive"),
        (5, {"a": 2**63}, [["a"]], "64-bit"),
        (5, {"a": 1}, [], "no ballots"),
        (5, {}, [[]], "no projects"),
        (5, {"a": 1}, [["b"]], "no project 'b'"),
        (5, {"a": 1}, [["a", "a"]], "twice"),
        (5, {str(n): 1 for n in range(20_001)}, [["1"]], "at most 20000"),
    ],
)
def test_impossible_elections_are_refused(budget, costs, votes, reason):
    with pytest.raises(ElectionError, match=reason):
        approval_election(budget, costs, votes)


def test_limits_and_groups_are_enforced():
    projects = [Project("a", 5), Project("b", 6), Project("c", 7)]

    def build(kind, vote, **options):
        return build_election(kind, 10, projects, [vote], **options)

    for kind, vote, limits in [
        (BallotKind.CHOOSE_ONE, ["a", "b"], None),
        (BallotKind.KNAPSACK, ["a", "b"], None),
        (BallotKind.APPROVAL, ["a", "b"], Limits(max_length=1)),
        (BallotKind.APPROVAL, [], Limits(min_length=1)),
        (BallotKind.POINTS, {"a": 3, "b": 3}, Limits(max_sum_points=5)),
        (BallotKind.POINTS, {"a": 3}, Limits(max_points=2)),
        (BallotKind.POINTS, {"a": -3}, None),
        (BallotKind.POINTS, ["a"], None),
        (BallotKind.RANKED, ["a", "b"], Limits(max_length=1)),
    ]:
        with pytest.raises(ElectionError):
            build(kind, vote, limits=limits)
    for groups in ([["a", "b"], ["b", "c"]], [["a"]], [["a", "z"]]):
        with pytest.raises(ElectionError):
            build(BallotKind.APPROVAL, ["a"], exclusive=groups)


def test_phragmen_is_for_ballots_that_say_yes():
    election = build_election(BallotKind.RANKED, 10, [Project("a", 5)], [["a"]])
    with pytest.raises(CountingError, match="ranks"):
        count(election, parse_rule("phragmen"))


def test_a_long_add_one_ends_in_an_error_not_in_a_wrong_answer(monkeypatch):
    monkeypatch.setattr("civic_counting.rules.equal_shares.MOST_RUNS", 50)
    election = approval_election(10**9, {"a": 10**9, "b": 10**9}, [["a", "b"], ["a", "b"]])
    with pytest.raises(RuleError, match="a step larger"):
        count(election, parse_rule("equal-shares/cost/add-one"))


def test_comparison_in_figures():
    projects = [Project("a", 600, categories=("x", "y")), Project("b", 500), Project("c", 400)]
    votes = [["a"], ["a"], ["b"], ["c"]]
    election = build_election(BallotKind.APPROVAL, 1000, projects, votes)
    column, *_ = compare(election, [Greedy()])
    assert column.winners == (0, 2)
    assert column.spent == 1000
    assert column.with_nothing == Fraction(1, 4)
    assert column.average_funded == Fraction(3, 4)
    assert column.by_category == {"x": 300, "y": 300, "": 400}
