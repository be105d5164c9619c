"""What is written in the ``vote`` and ``points`` cells of one ballot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import cast

from civic_counting.ballots import Ballot, BallotKind, Choices, normal_form, positional_points
from civic_counting.limits import Limits
from civic_counting.money import parse_decimal

Cells = str | tuple[str, str]
"""The ``vote`` cell as written, or the ``vote`` and ``points`` cells where there are points."""


@dataclass(frozen=True)
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
    _points_known: dict[tuple[str, int], Choices] = field(default_factory=dict, init=False)

    @cached_property
    def weighs(self) -> bool:
        """Whether ballots carry points."""
        return self.kind.weighs

    @cached_property
    def limited(self) -> bool:
        """Whether there is any limit to check."""
        return self.limits != Limits()

    def understand_plain(self, many: Sequence[Cells]) -> list[Ballot] | None:
        """The same for many ballots at once; None if any of them needs a closer look."""
        votes = [_parts(cells)[0] for cells in many] if self.weighs else cast("list[str]", many)
        numbers = map(self.number_of.__getitem__, ",".join(votes).split(","))
        in_order = tuple if self.weighs else sorted
        try:
            choices = [tuple(in_order(islice(numbers, vote.count(",") + 1))) for vote in votes]
            points = self._points_of(many, choices)
        except (KeyError, ValueError):
            return None
        if sum(map(len, map(set, choices))) < sum(map(len, choices)):
            return None
        if self.limited and not self.limits.kept_by_all(choices, points, self.costs):
            return None
        if points is None:
            return [(one, None) for one in choices]
        return [self._normal(*ballot) for ballot in zip(choices, points, strict=True)]

    def _points_of(
        self, many: Sequence[Cells], choices: Sequence[Choices]
    ) -> Sequence[Choices] | None:
        if not self.weighs:
            return None
        given = [_parts(cells)[1] for cells in many]
        return [self._points(cell, len(one)) for cell, one in zip(given, choices, strict=True)]

    def understand(self, cells: Cells) -> tuple[Ballot, Sequence[str]]:
        """Read one ballot.

        Returns:
            what it says, and the rules it breaks.

        Raises:
            ValueError: the ballot cannot be understood at all.
        """
        vote, given = _parts(cells)
        ids = [one.strip() for one in vote.split(",")] if vote.strip() else []
        if "" in ids and any(ids):
            return self._with_gaps(ids, given)
        choices = self._known(ids)
        points = self._points(given, len(choices)) if self.weighs else None
        if len(set(choices)) == len(choices):
            fault = self.limits.fault(choices, points, self.costs) if self.limited else None
            return self._normal(choices, points), (fault,) if fault else ()
        twice = next(one for one in ids if ids.count(one) > 1)
        choices, points = _once(choices, points)
        fault = self.limits.fault(choices, points, self.costs)
        named = f"the ballot names project {twice} twice"
        return self._normal(choices, points), (named, fault) if fault else (named,)

    def _with_gaps(self, ids: Sequence[str], given: str) -> tuple[Ballot, Sequence[str]]:
        """A ballot such as "4,,7" or "4,7,", read without the empty places."""
        named = ",".join(one for one in ids if one)
        ballot, faults = self.understand((named, given))
        return ballot, ("the ballot has an empty place in its list of projects", *faults)

    def _normal(self, choices: Choices, points: Choices | None) -> Ballot:
        return normal_form(self.kind, choices, points)

    def _known(self, ids: Sequence[str]) -> Choices:
        for one in ids:
            if one not in self.number_of:
                raise ValueError(_unknown(one))
        return tuple(self.number_of[one] for one in ids)

    def _points(self, cell: str, length: int) -> Choices:
        known = self._points_known.get((cell, length))
        if known is None:
            known = self._points_known[cell, length] = self._read_points(cell, length)
        return known

    def _read_points(self, cell: str, length: int) -> Choices:
        if self.kind is BallotKind.RANKED and not cell.strip():
            if length > self.longest:
                raise ValueError(f"the ballot ranks more than {self.longest} projects")
            return tuple(p * self.points_unit for p in positional_points(length, self.longest))
        parts = cell.split(",") if cell.strip() else []
        if len(parts) != length:
            raise ValueError(f"{length} projects but {len(parts)} numbers of points")
        given = [self._one_number(part) for part in parts]
        if self.kind is BallotKind.RANKED and (given != sorted(given, reverse=True)):
            raise ValueError("a lower place has more points than a higher one")
        if self.kind is BallotKind.RANKED and 0 in given:
            raise ValueError("a place on a ranked ballot has no points")
        return tuple(given)

    def _one_number(self, text: str) -> int:
        if len(text) < 6 and text.isascii() and text.isdecimal():
            return int(text) * self.points_unit
        value = parse_decimal(text)
        if 10**value.places > self.points_unit:
            raise ValueError(f"points {text!r} are finer than 1/{self.points_unit}")
        return value.scaled(len(str(self.points_unit)) - 1)


def _parts(cells: Cells) -> tuple[str, str]:
    return (cells, "") if isinstance(cells, str) else cells


def _unknown(one: str) -> str:
    if not one:
        return "the ballot has no project in its list of projects"
    return f"the ballot names project {one[:40]!r}, which is not among the projects"


def _once(choices: Choices, points: Choices | None) -> tuple[Choices, Choices | None]:
    """A project named twice on a ballot counts once, at its first place."""
    kept = list(dict.fromkeys(choices))
    if points is None:
        return tuple(kept), None
    return tuple(kept), tuple(points[choices.index(one)] for one in kept)
