"""What one ballot may hold, and the sentence said when it holds something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits per ballot; ``None`` is no limit.

    Lengths count projects, costs are in minor units, points in the ballot box's own unit.
    """

    min_length: int | None = None
    max_length: int | None = None
    min_sum_cost: int | None = None
    max_sum_cost: int | None = None
    min_points: int | None = None
    max_points: int | None = None
    min_sum_points: int | None = None
    max_sum_points: int | None = None

    def fault(
        self, choices: Sequence[int], points: Sequence[int] | None, costs: Sequence[int]
    ) -> str | None:
        """Why a ballot breaks these limits, or None. ``costs`` is indexed by project."""
        if self.min_length is not None or self.max_length is not None:
            fault = _outside(len(choices), self.min_length, self.max_length, "projects on it")
            if fault:
                return fault
        return self._cost_fault(choices, costs) or self._points_fault(points)

    def kept_by_all(
        self,
        choices: Sequence[Sequence[int]],
        points: Sequence[Sequence[int]] | None,
        costs: Sequence[int],
    ) -> bool:
        """Whether no ballot of many breaks these limits: the same as asking each, but faster."""
        measured = [(set(map(len, choices)), self.min_length, self.max_length)]
        if self.min_sum_cost is not None or self.max_sum_cost is not None:
            sums = {sum([costs[choice] for choice in one]) for one in choices}
            measured.append((sums, self.min_sum_cost, self.max_sum_cost))
        if points is not None:
            given = set(chain.from_iterable(points))
            measured.append((given, self.min_points, self.max_points))
            measured.append((set(map(sum, points)), self.min_sum_points, self.max_sum_points))
        return not any(
            _outside(value, least, most, "") for values, least, most in measured for value in values
        )

    def _cost_fault(self, choices: Sequence[int], costs: Sequence[int]) -> str | None:
        if self.min_sum_cost is None and self.max_sum_cost is None:
            return None
        total = sum(costs[choice] for choice in choices)
        return _outside(total, self.min_sum_cost, self.max_sum_cost, "minor units of cost on it")

    def _points_fault(self, points: Sequence[int] | None) -> str | None:
        if points is None:
            return None
        if self.min_points is not None or self.max_points is not None:
            for one in points:
                fault = _outside(one, self.min_points, self.max_points, "points for one project")
                if fault:
                    return fault
        return _outside(sum(points), self.min_sum_points, self.max_sum_points, "points in all")


UNLIMITED = Limits()
"""No limit at all."""


def _outside(value: int, least: int | None, most: int | None, of_what: str) -> str | None:
    if most is not None and value > most:
        return f"the ballot has {value} {of_what}, more than the {most} allowed"
    if least is not None and value < least:
        return f"the ballot has {value} {of_what}, fewer than the {least} required"
    return None
