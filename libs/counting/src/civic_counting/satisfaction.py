"""How well voters are served by an outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from civic_counting.elections import Election


def served(election: Election, winners: Sequence[int], with_cost: bool) -> Iterator[int]:
    """For each distinct ballot the worth of the funded projects on it.

    A project is worth one (or the points given to it), times its cost where ``with_cost``.
    """
    won = set(winners)
    costs = election.costs
    for ballot, choices in enumerate(election.box.choices):
        strengths = election.box.strengths(ballot)
        yield sum(
            strength * (costs[choice] if with_cost else 1)
            for choice, strength in zip(choices, strengths, strict=True)
            if choice in won
        )


def better_served(
    election: Election, here: Sequence[int], there: Sequence[int], with_cost: bool
) -> tuple[int, int]:
    """How many voters are better served by one set of winners, and by the other."""
    for_here = for_there = 0
    pairs = zip(served(election, here, with_cost), served(election, there, with_cost), strict=True)
    for (one, other), weight in zip(pairs, election.box.weights, strict=True):
        for_here += weight * (one > other)
        for_there += weight * (other > one)
    return for_here, for_there


def with_nothing(election: Election, winners: Sequence[int]) -> Fraction:
    """Share of voters none of whose projects is funded, between 0 and 1."""
    empty = sum(
        weight
        for worth, weight in zip(
            served(election, winners, False), election.box.weights, strict=True
        )
        if not worth
    )
    return Fraction(empty, election.box.voters)


def average_funded(election: Election, winners: Sequence[int]) -> Fraction:
    """Funded projects on a ballot, averaged over voters."""
    won = set(winners)
    funded = sum(
        weight * sum(choice in won for choice in choices)
        for choices, weight in zip(election.box.choices, election.box.weights, strict=True)
    )
    return Fraction(funded, election.box.voters)


def average_score(election: Election, winners: Sequence[int]) -> Fraction:
    """Points (or votes) given to funded projects, averaged over voters."""
    given = sum(
        worth * weight
        for worth, weight in zip(
            served(election, winners, False), election.box.weights, strict=True
        )
    )
    return Fraction(given, election.box.voters * election.box.points_unit)
