"""What is written in the ``vote`` and ``points`` cells of one ballot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from civic_counting.ballots import BallotKind, Choices, positional_points
from civic_counting.limits import Limits
from civic_counting.money import parse_decimal

Cells = tuple[str, str]
"""The ``vote`` and ``points`` cells, as written."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What ballots of an election may say.

    Attributes:
        kind: how voters expressed themselves.
        number_of: project number by project id.
        costs: minor units, by project number.
        limits: limits per ballot; points in units of ``1 / points_unit``.
        longest: points of the first place on ranked ballots without points of their own.
        points_unit: how finely points are stored.
    """

    kind: BallotKind
    number_of: Mapping[str, int]
    costs: Sequence[int]
    limits: Limits
    longest: int
    points_unit: int

    def understand(self, cells: Cells) -> tuple[Choices, Choices | None, list[str]]:
        """Read one ballot.

        Returns:
            choices in the voter's order, points or None, and the rules it breaks.

        Raises:
            ValueError: the ballot cannot be understood at all.
        """
        ids = [one.strip() for one in cells[0].split(",")] if cells[0].strip() else []
        try:
            choices = tuple([self.number_of[one] for one in ids])
        except KeyError as error:
            raise ValueError(_unknown(error.args[0])) from None
        points = self._points(cells[1], choices)
        faults = []
        if len(set(choices)) < len(choices):
            twice = next(one for one in ids if ids.count(one) > 1)
            faults.append(f"the ballot names project {twice} twice")
            choices, points = _once(choices, points)
        fault = self.limits.fault(choices, points, self.costs)
        return choices, points, [*faults, fault] if fault else faults

    def _points(self, cell: str, choices: Choices) -> Choices | None:
        if not self.kind.weighs:
            return None
        if self.kind is BallotKind.RANKED and not cell.strip():
            if len(choices) > self.longest:
                raise ValueError(f"the ballot ranks more than {self.longest} projects")
            places = positional_points(len(choices), self.longest)
            return tuple(point * self.points_unit for point in places)
        parts = cell.split(",") if cell.strip() else []
        if len(parts) != len(choices):
            raise ValueError(f"{len(choices)} projects but {len(parts)} numbers of points")
        given = []
        for part in parts:
            value = parse_decimal(part)
            if 10**value.places > self.points_unit:
                raise ValueError(f"points {part!r} are finer than 1/{self.points_unit}")
            given.append(value.digits * self.points_unit // 10**value.places)
        if self.kind is BallotKind.RANKED and (given != sorted(given, reverse=True)):
            raise ValueError("a lower place has more points than a higher one")
        if self.kind is BallotKind.RANKED and 0 in given:
            raise ValueError("a place on a ranked ballot has no points")
        return tuple(given)


def _unknown(one: str) -> str:
    if not one:
        return "the ballot has an empty place in its list of projects"
    return f"the ballot names project {one[:40]!r}, which is not among the projects"


def _once(choices: Choices, points: Choices | None) -> tuple[Choices, Choices | None]:
    """A project named twice on a ballot counts once, at its first place."""
    kept = list(dict.fromkeys(choices))
    if points is None:
        return tuple(kept), None
    return tuple(kept), tuple(points[choices.index(one)] for one in kept)
