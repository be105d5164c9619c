"""Ballots, with identical ones counted once and carrying a weight.

Participatory budgets collect few distinct ballots (90,494 ballots of one city were 23,571
distinct ones), and no rule of this package treats two voters with the same ballot
differently, so every rule works on distinct ballots and their weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain

Choices = tuple[int, ...]

Ballot = tuple[Choices, Choices | None]
"""Project numbers, and the points for each of them where ballots give points."""


class BallotKind(StrEnum):
    """How voters expressed themselves; the values are the names used in declarations."""

    APPROVAL = "approval"
    CHOOSE_ONE = "choose-1"
    RANKED = "ordinal"
    POINTS = "cumulative"
    KNAPSACK = "knapsack"

    @property
    def weighs(self) -> bool:
        """Whether a ballot says more than yes: positions or points."""
        return self in (BallotKind.RANKED, BallotKind.POINTS)


@dataclass(frozen=True)
class BallotBox:
    """All ballots of an election.

    Attributes:
        kind: how voters expressed themselves.
        choices: per distinct ballot, the project numbers (places in the election's list);
            ranked ballots keep the voter's order, all others are ascending.
        points: per distinct ballot, the points for each of its choices in the same order;
            None for ballots that only say yes.
        weights: per distinct ballot, how many voters cast it (at least 1).
        points_unit: points are stored as integers in units of ``1 / points_unit``.
    """

    kind: BallotKind
    choices: tuple[Choices, ...]
    points: tuple[Choices, ...] | None
    weights: tuple[int, ...]
    points_unit: int = 1

    @cached_property
    def voters(self) -> int:
        """Number of ballots cast, empty ones included."""
        return sum(self.weights)

    @cached_property
    def supporters(self) -> Mapping[int, int]:
        """Voters per project number; projects nobody chose may be missing."""
        totals: Counter[int] = Counter()
        for weight, ballots in self._by_weight.items():
            chosen = Counter(chain.from_iterable([self.choices[b] for b in ballots]))
            for project, times in chosen.items():
                totals[project] += times * weight
        return totals

    @cached_property
    def scores(self) -> Mapping[int, int]:
        """Points per project number in the box's unit; voters where ballots only say yes."""
        if self.points is None:
            return self.supporters
        totals: Counter[int] = Counter()
        for weight, ballots in self._by_weight.items():
            choices = chain.from_iterable([self.choices[b] for b in ballots])
            points = chain.from_iterable([self.points[b] for b in ballots])
            # Few different pairs exist, so counting them (in C) does most of the adding.
            for (project, given), times in Counter(zip(choices, points, strict=True)).items():
                totals[project] += times * given * weight
        return totals

    @cached_property
    def _by_weight(self) -> Mapping[int, list[int]]:
        """Distinct ballots grouped by their weight, of which there are few."""
        groups: dict[int, list[int]] = {}
        for ballot, weight in enumerate(self.weights):
            groups.setdefault(weight, []).append(ballot)
        return groups

    def strengths(self, ballot: int) -> Sequence[int]:
        """What a distinct ballot gives each of its choices: points, or 1 each."""
        if self.points is None:
            return (1,) * len(self.choices[ballot])
        return self.points[ballot]


class Gathering:
    """Ballots on their way into a box: identical ones are kept once, with a weight.

    Args:
        points_unit: points are given in units of ``1 / points_unit``.
    """

    def __init__(self, kind: BallotKind, points_unit: int = 1) -> None:
        self._kind = kind
        self._points_unit = points_unit
        self._numbers: dict[Ballot, int] = {}
        self.weights: list[int] = []
        """Voters per distinct ballot, by its number."""

    def numbers(self, ballots: Iterable[Ballot]) -> list[int]:
        """The numbers of ballots in normal form; a new ballot gets a number and no weight."""
        known = self._numbers
        numbers = [known.setdefault(ballot, len(known)) for ballot in ballots]
        self.weights += [0] * (len(known) - len(self.weights))
        return numbers

    def box(self) -> BallotBox:
        """All of them."""
        points = tuple(points for _, points in self._numbers if points is not None)
        choices = tuple([choices for choices, _ in self._numbers])
        weighs = self._kind.weighs
        if len(points) != (len(choices) if weighs else 0):
            raise ValueError(f"{self._kind} ballots carry {'' if weighs else 'no '}points")
        return BallotBox(
            self._kind, choices, points if weighs else None, tuple(self.weights), self._points_unit
        )


def gather(
    kind: BallotKind,
    ballots: Iterable[tuple[Choices, Choices | None, int]],
    points_unit: int = 1,
) -> BallotBox:
    """Put ballots into a box, adding up the weights of identical ones.

    Args:
        ballots: (choices, points or None, weight); points are required exactly for ranked
            and points ballots and stand in the order of the choices.
    """
    gathering = Gathering(kind, points_unit)
    for choices, points, weight in ballots:
        (number,) = gathering.numbers([normal_form(kind, choices, points)])
        gathering.weights[number] += weight
    return gathering.box()


def normal_form(kind: BallotKind, choices: Sequence[int], points: Sequence[int] | None) -> Ballot:
    """The same for all ballots that say the same: only ranked ballots keep their order."""
    if kind is BallotKind.RANKED:
        return tuple(choices), None if points is None else tuple(points)
    if points is None:
        return tuple(sorted(choices)), None
    # A choice with no points says nothing: it is not support.
    given = sorted([(c, p) for c, p in zip(choices, points, strict=True) if p])
    return tuple([c for c, _ in given]), tuple([p for _, p in given])


def positional_points(length: int, longest: int) -> Choices:
    """Borda points of a ranked ballot: ``longest`` for the first place, one less for each
    place after it (de Borda 1781; with ``longest`` = 3 the 3-2-1 of Kraków).
    """
    return tuple(longest - place for place in range(length))
