"""Purses kept in numpy arrays, for large elections. numpy is optional in this package."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from civic_counting.rules.purses import Bid
from civic_counting.support import Support

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


class ArrayPurses:
    """The purses of all distinct ballots, as one array. See ``purses.Purses``."""

    def __init__(self, weights: Sequence[int], wanted: Sequence[Support]) -> None:
        every = np.array(weights, dtype=np.float64)
        self._ballots = [np.array(support.ballots, dtype=np.intp) for support in wanted]
        self._weights = [every[ballots] for ballots in self._ballots]
        self._strengths = [
            None if support.strengths is None else np.array(support.strengths, dtype=np.float64)
            for support in wanted
        ]
        self._points = [float(support.score) for support in wanted]
        self._held: Floats = np.zeros(len(weights))

    def fill(self, share: int) -> None:
        """Put the same scaled share into every voter's purse."""
        self._held = np.full(len(self._held), float(share))

    def bid(self, project: int, price: float) -> Bid:
        """Let everyone pay the same rate; whoever cannot pays all he has; repeat."""
        strengths = self._strengths[project]
        purses = self._held[self._ballots[project]]
        weights = self._weights[project]
        if strengths is not None:
            purses = purses / strengths
            weights = weights * strengths
        points = self._points[project]
        rate = price / points
        least = float(purses.min())
        if least >= rate:
            return Bid(rate, points, least - rate, 0.0)
        money_of = purses * weights
        spent_before = -1
        while True:
            able = purses >= rate
            count = int(np.count_nonzero(able))
            if count == spent_before:
                return Bid(rate, rest, 0.0, 0.0)
            spent_before = count
            rest = float(weights @ able)
            if rest <= 0.5:
                return Bid(0.0, 0.0, 0.0, float(money_of.sum()))
            rate = (price - float(money_of @ ~able)) / rest

    def paid(self, project: int, rate: float) -> float:
        """Scaled money that comes together at a rate."""
        strengths = self._strengths[project]
        due = rate if strengths is None else rate * strengths
        purses = self._held[self._ballots[project]]
        return float(np.minimum(purses, due) @ self._weights[project])

    def pay(self, project: int, rate: float) -> None:
        """Take the money out of the supporters' purses."""
        strengths, ballots = self._strengths[project], self._ballots[project]
        due = rate if strengths is None else rate * strengths
        self._held[ballots] = np.maximum(self._held[ballots] - due, 0.0)
