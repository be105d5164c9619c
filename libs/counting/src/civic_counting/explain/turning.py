"""Find how far one thing must change before a project's count ends differently.

Every answer is a pair of recounts: at the amount found the project's fate is turned, at one
unit less it is not. For "most votes first" the recounts need only the scores, so they are
quick; for the other rules each is a count of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from civic_counting.elections import Election
from civic_counting.explain.variation import Lever, Variation, gift
from civic_counting.money import LARGEST_AMOUNT
from civic_counting.rules.count import count
from civic_counting.rules.declarations import Greedy, Rule
from civic_counting.rules.greedy import count_greedy
from civic_counting.support import tallies

MOST_STEPS = 2_000
"""Decisions followed in search of the least extra budget before settling for a good one."""

Wins = Callable[[Variation], bool]


def recounts(election: Election, rule: Rule, project: int) -> Wins:
    """A function that tells whether the project is funded under a variation."""
    if isinstance(rule, Greedy):
        return _quick_recounts(election, rule, project)

    def wins(variation: Variation) -> bool:
        varied = variation.apply(election, project)
        return count(varied, rule).fates[project].end.won

    return wins


def _quick_recounts(election: Election, rule: Greedy, project: int) -> Wins:
    """The same from scores alone: "most votes first" asks nothing else of the ballots."""
    scores = tallies(election)[1]
    per_supporter, unit = gift(election), election.box.points_unit

    def wins(variation: Variation) -> bool:
        varied, changed = election, scores
        if variation.lever in (Lever.COST, Lever.BUDGET):
            varied = variation.apply(election, project)
        else:
            changed = list(scores)
            by_points = variation.lever is Lever.POINTS
            more = variation.amount * (unit if by_points else per_supporter)
            changed[project] = max(0, changed[project] + more)
        return count_greedy(varied, rule, changed).fates[project].end.won

    return wins


def smallest(wins: Wins, lever: Lever, sign: int, most: int, won: bool) -> int | None:
    """An amount from 1 to ``most`` that turns the project's fate while one less does not.

    Args:
        sign: 1 to search for more of the lever, -1 for less.
        won: the project's fate as counted.

    Returns:
        the amount, or None if not even ``most`` turns it.
    """
    if most < 1:
        return None
    low, high = 0, 1
    while high < most and wins(Variation(lever, sign * high)) == won:
        low, high = high, high * 4
    high = min(high, most)
    if wins(Variation(lever, sign * high)) == won:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if wins(Variation(lever, sign * middle)) == won:
            low = middle
        else:
            high = middle
    return high


def reach(election: Election, rule: Rule, project: int, lever: Lever, won: bool) -> int:
    """How far a lever is worth moving: beyond it nothing further can happen, or nobody asks."""
    cost, budget = election.costs[project], election.budget
    if lever is Lever.COST:
        # No rule funds what costs more than the budget, a top-up aside.
        percent = rule.top_up_percent if isinstance(rule, Greedy) else None
        beyond = budget * 100 // (percent or 100) + 1
        return max(1, min(beyond, LARGEST_AMOUNT) - cost) if won else cost - 1
    if lever is Lever.BUDGET:
        plenty = min(2 * sum(election.costs), LARGEST_AMOUNT) - budget
        return budget - 1 if won else max(plenty, budget)
    if lever is Lever.POINTS:
        return tallies(election)[1][project] // election.box.points_unit
    return tallies(election)[0][project] if won else 4 * election.box.voters


def smallest_budget(election: Election, rule: Greedy, project: int) -> int | None:
    """The least extra budget with which "most votes first" funds a project, minor units.

    More money can make it worse (a dearer project before it fits too), so the search goes
    from one amount at which any decision changes to the next.
    """
    scores = tallies(election)[1]
    extra = 0
    for _ in range(MOST_STEPS):
        outcome = count_greedy(replace(election, budget=election.budget + extra), rule, scores)
        if outcome.fates[project].end.won:
            return extra or None
        steps = [
            step
            for number, fate in enumerate(outcome.fates)
            if fate.left is not None
            for step in _decisions(rule, election.costs[number], fate.left)
        ]
        if not steps:
            return None
        extra += min(steps)
    return None


def _decisions(rule: Greedy, cost: int, left: int) -> list[int]:
    """How much more money makes the count decide otherwise about a project."""
    steps = [cost - left]
    if rule.top_up_percent is not None:
        steps.append(-(-cost * rule.top_up_percent // 100) - left)
    return [step for step in steps if step > 0]
