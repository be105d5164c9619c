"""Purses kept in numpy arrays, for large elections. numpy is optional in this package."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from civic_counting.rules.purses import Probe
from civic_counting.support import Support

Floats = Any
"""A one-dimensional array of float64; not named as such, because numpy may be absent."""

np: Any = import_module("numpy")


class ArrayPurses:
    """The purses of all distinct ballots, as one array. See ``purses.Purses``."""

    def __init__(self, weights: Sequence[int], wanted: Sequence[Support]) -> None:
        every = np.array(weights, dtype=np.float64)
        self._ballots = [np.array(support.ballots, dtype=np.intp) for support in wanted]
        self._strengths = [
            None if support.strengths is None else np.array(support.strengths, dtype=np.float64)
            for support in wanted
        ]
        self._points: list[Floats] = [
            every[ballots] if strengths is None else every[ballots] * strengths
            for ballots, strengths in zip(self._ballots, self._strengths, strict=True)
        ]
        self._held: Floats = np.zeros(len(weights))
        # A project is asked about several times in a row.
        self._known: tuple[int, Floats] | None = None

    def fill(self, share: int) -> None:
        """Put the same scaled share into every voter's purse."""
        self._held = np.full(len(self._held), float(share))
        self._known = None

    def probe(self, project: int, rate: float) -> Probe:
        """What a rate would bring in."""
        purses, points = self._purses(project), self._points[project]
        rest = float(points.dot(purses >= rate))
        return Probe(float(points.dot(np.minimum(purses, rate))), rest)

    def least(self, project: int) -> float:
        """The least scaled money per point in a supporter's purse."""
        return float(self._purses(project).min())

    def pay(self, project: int, rate: float) -> None:
        """Take the money out of the supporters' purses."""
        strengths, ballots = self._strengths[project], self._ballots[project]
        due = rate if strengths is None else rate * strengths
        self._held[ballots] = np.maximum(self._held.take(ballots) - due, 0.0)
        self._known = None

    def _purses(self, project: int) -> Floats:
        """Scaled money per point of each supporter."""
        if self._known is None or self._known[0] != project:
            strengths = self._strengths[project]
            held = self._held.take(self._ballots[project])
            self._known = project, held if strengths is None else held / strengths
        return self._known[1]
