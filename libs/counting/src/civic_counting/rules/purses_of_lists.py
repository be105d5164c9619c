"""Purses kept in lists: needs nothing but the standard library."""

from __future__ import annotations

from collections.abc import Sequence

from civic_counting.rules.purses import Probe
from civic_counting.support import Support


class ListPurses:
    """The purses of all distinct ballots, as a list of floats. See ``purses.Purses``."""

    def __init__(self, weights: Sequence[int], wanted: Sequence[Support]) -> None:
        self._voters = [[(b, weights[b]) for b in support.ballots] for support in wanted]
        self._points = [
            None
            if support.strengths is None
            else [
                (b, weights[b] * s, s)
                for b, s in zip(support.ballots, support.strengths, strict=True)
            ]
            for support in wanted
        ]
        self._held = [0.0] * len(weights)

    def fill(self, share: int) -> None:
        """Put the same scaled share into every voter's purse."""
        self._held = [float(share)] * len(self._held)

    def probe(self, project: int, rate: float) -> Probe:
        """What a rate would bring in."""
        held, points = self._held, self._points[project]
        paid, rest = 0.0, 0
        if points is None:
            for ballot, weight in self._voters[project]:
                purse = held[ballot]
                if purse >= rate:
                    rest += weight
                elif purse:
                    paid += weight * purse
            return Probe(paid + rate * rest, float(rest))
        for ballot, given, strength in points:
            purse = held[ballot] / strength
            if purse >= rate:
                rest += given
            else:
                paid += given * purse
        return Probe(paid + rate * rest, float(rest))

    def least(self, project: int) -> float:
        """The least scaled money per point in a supporter's purse."""
        held, points = self._held, self._points[project]
        if points is None:
            return min([held[ballot] for ballot, _ in self._voters[project]])
        return min([held[ballot] / strength for ballot, _, strength in points])

    def pay(self, project: int, rate: float) -> None:
        """Take the money out of the supporters' purses."""
        held, points = self._held, self._points[project]
        if points is None:
            for ballot, _ in self._voters[project]:
                purse = held[ballot]
                held[ballot] = purse - rate if purse > rate else 0.0
            return
        for ballot, _, strength in points:
            held[ballot] = max(0.0, held[ballot] - rate * strength)
