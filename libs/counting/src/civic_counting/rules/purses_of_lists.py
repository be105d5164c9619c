"""Purses kept in lists: needs nothing but the standard library."""

from __future__ import annotations

from collections.abc import Sequence

from civic_counting.rules.purses import Bid
from civic_counting.support import Support


class ListPurses:
    """The purses of all distinct ballots, as a list of floats. See ``purses.Purses``."""

    def __init__(self, weights: Sequence[int], wanted: Sequence[Support]) -> None:
        self._ballots = [support.ballots for support in wanted]
        self._weights = [[weights[b] for b in support.ballots] for support in wanted]
        self._strengths = [support.strengths for support in wanted]
        self._points = [support.score for support in wanted]
        self._held = [0.0] * len(weights)

    def fill(self, share: int) -> None:
        """Put the same scaled share into every voter's purse."""
        self._held = [float(share)] * len(self._held)

    def bid(self, project: int, price: float) -> Bid:
        """Let everyone pay the same rate; whoever cannot pays all he has; repeat."""
        strengths = self._strengths[project]
        purses = [self._held[ballot] for ballot in self._ballots[project]]
        weights = self._weights[project]
        if strengths is None:
            return _level(purses, weights, float(self._points[project]), price)
        per_point = [held / given for held, given in zip(purses, strengths, strict=True)]
        points = [w * s for w, s in zip(weights, strengths, strict=True)]
        bid = _level(per_point, points, float(self._points[project]), price)
        # The slack of a purse is its slack per point times its points, at least 1.
        return bid

    def paid(self, project: int, rate: float) -> float:
        """Scaled money that comes together at a rate."""
        held, strengths = self._held, self._strengths[project]
        pairs = zip(self._ballots[project], self._weights[project], strict=True)
        if strengths is None:
            return sum([w * (held[b] if held[b] < rate else rate) for b, w in pairs])
        due = [rate * strength for strength in strengths]
        return sum(
            w * min(held[b], d) for (b, w), d in zip(pairs, due, strict=True)
        )

    def pay(self, project: int, rate: float) -> None:
        """Take the money out of the supporters' purses."""
        held, strengths = self._held, self._strengths[project]
        if strengths is None:
            for ballot in self._ballots[project]:
                held[ballot] = held[ballot] - rate if held[ballot] > rate else 0.0
            return
        for ballot, strength in zip(self._ballots[project], strengths, strict=True):
            held[ballot] = max(0.0, held[ballot] - rate * strength)


def _level(purses: list[float], weights: list[int], points: float, price: float) -> Bid:
    """Find the rate at which ``sum(weight * min(purse, rate))`` is the price."""
    rate = price / points
    least = min(purses)
    if least >= rate:
        return Bid(rate, points, least - rate, 0.0)
    spent_before = -1
    while True:
        spent = [n for n, purse in enumerate(purses) if purse < rate]
        if len(spent) == spent_before:
            return Bid(rate, rest, 0.0, 0.0)
        spent_before = len(spent)
        rest = points - sum([weights[n] for n in spent])
        money = sum([weights[n] * purses[n] for n in spent])
        if rest <= 0.5:
            return Bid(0.0, 0.0, 0.0, money)
        rate = (price - money) / rest
