"""The same purses in exact rationals, worked out only where floating point cannot decide.

A voter's purse is the share minus what the voter paid, so it follows from the rates of the
purchases on the ballot; voters with the same purchases have the same purse. Nothing is
computed before it is asked for, and each rate and each purse only once.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from operator import itemgetter

from civic_counting.ballots import BallotBox
from civic_counting.support import Support

History = tuple[tuple[int, int], ...]
"""The purchases a voter took part in: (number of the purchase, strength), oldest first."""


class ExactPurses:
    """Exact purses during one run of Equal Shares.

    Args:
        share: scaled money in each purse at the start.
        prices: scaled cost of each project.
    """

    def __init__(
        self, box: BallotBox, wanted: Sequence[Support], prices: Sequence[int], share: int
    ) -> None:
        self._box = box
        self._wanted = wanted
        self._prices = prices
        self._share = Fraction(share)
        self._bought: dict[int, int] = {}
        self._order: list[tuple[int, bool]] = []
        self._rates: list[Fraction] = []
        self._held: dict[History, Fraction] = {(): self._share}

    def note(self, project: int, clear: bool) -> None:
        """Note a purchase; ``clear`` says that certainly no purse was emptied by it."""
        self._bought[project] = len(self._order)
        self._order.append((project, clear))

    def rate(self, project: int) -> Fraction | None:
        """Exact scaled money per point for a project now; None if it is out of reach."""
        self._catch_up()
        return self._level(project, len(self._order))

    def _catch_up(self) -> None:
        while len(self._rates) < len(self._order):
            purchase = len(self._rates)
            project, clear = self._order[purchase]
            rate = (
                Fraction(self._prices[project], self._wanted[project].score)
                if clear
                else self._level(project, purchase)
            )
            if rate is None:
                raise AssertionError("a project was bought that its supporters cannot pay")
            self._rates.append(rate)

    def _level(self, project: int, before: int) -> Fraction | None:
        """The rate at which the supporters' payments add up to the price, if there is one."""
        purses = sorted(self._supporters(project, before), key=itemgetter(0))
        owed = Fraction(self._prices[project])
        points = self._wanted[project].score
        for per_point, same in groupby(purses, key=itemgetter(0)):
            if owed <= per_point * points:
                return owed / points
            here = sum(number for _, number in same)
            owed -= per_point * here
            points -= here
        return None

    def _supporters(self, project: int, before: int) -> list[tuple[Fraction, int]]:
        """(money per point, points) of the supporters, grouped by what they bought."""
        support = self._wanted[project]
        points: dict[tuple[History, int], int] = {}
        for place, ballot in enumerate(support.ballots):
            strength = 1 if support.strengths is None else support.strengths[place]
            key = (self._history(ballot, before), strength)
            points[key] = points.get(key, 0) + strength * self._box.weights[ballot]
        return [(self._purse(h) / strength, many) for (h, strength), many in points.items()]

    def _history(self, ballot: int, before: int) -> History:
        bought = self._bought
        strengths = self._box.strengths(ballot)
        purchases = [
            (bought[choice], strength)
            for choice, strength in zip(self._box.choices[ballot], strengths, strict=True)
            if bought.get(choice, before) < before
        ]
        return tuple(sorted(purchases))

    def _purse(self, history: History) -> Fraction:
        held = self._held.get(history)
        if held is None:
            purchase, strength = history[-1]
            paid = self._rates[purchase] * strength
            held = max(Fraction(0), self._purse(history[:-1]) - paid)
            self._held[history] = held
        return held
