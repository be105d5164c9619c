"""An election with one thing different: the "what if" behind an explanation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from civic_counting.ballots import BallotBox, BallotKind, gather
from civic_counting.elections import Election


class Lever(StrEnum):
    """The one thing that is different."""

    COST = "cost"
    SUPPORTERS = "supporters"
    POINTS = "points"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Variation:
    """One thing different by some amount.

    Attributes:
        lever: what is different.
        amount: by how much: minor units of money (cost, budget), voters (supporters) or
            whole points; negative for less.
    """

    lever: Lever
    amount: int

    def apply(self, election: Election, project: int) -> Election:
        """The election with this difference, as seen from one of its projects.

        More supporters are further voters with ballots for this project alone, giving it as
        much as a ballot may give one project. Fewer supporters are voters who left it off;
        fewer points are taken from ballots that give it points. Which ones makes no
        difference to "most votes first", the only rule explained in this way.
        """
        if self.lever is Lever.COST:
            projects = list(election.projects)
            cost = election.costs[project] + self.amount
            projects[project] = replace(projects[project], cost=cost)
            return replace(election, projects=tuple(projects))
        if self.lever is Lever.BUDGET:
            return replace(election, budget=election.budget + self.amount)
        if self.lever is Lever.SUPPORTERS and self.amount >= 0:
            return replace(election, box=_with_supporters(election, project, self.amount))
        unit = election.box.points_unit if self.lever is Lever.POINTS else 1
        return replace(election, box=_with_less(election.box, project, -self.amount * unit))


def gift(election: Election) -> int:
    """What one further supporter adds to a project's score, in the box's points unit."""
    box, limits = election.box, election.limits
    if box.kind is BallotKind.RANKED:
        given = (limits.max_length or len(election.projects)) * box.points_unit
        return max([given, *(max(points, default=0) for points in box.points or ())])
    if box.kind is BallotKind.POINTS:
        most = [one for one in (limits.max_points, limits.max_sum_points) if one is not None]
        return min(most) if most else max(max(p, default=0) for p in box.points or ((1,),))
    return 1


def _with_supporters(election: Election, project: int, more: int) -> BallotBox:
    box = election.box
    if not more:
        return box
    points = (gift(election),) if box.kind.weighs else None
    return gather(box.kind, [*_ballots(box), ((project,), points, more)], box.points_unit)


def _with_less(box: BallotBox, project: int, less: int) -> BallotBox:
    """Take supporters (or points) from a project until ``less`` are taken."""
    ballots = []
    for choices, points, weight in _ballots(box):
        given = 0
        if less and project in choices:
            given = points[choices.index(project)] if points else 1
        if not given:
            ballots.append((choices, points, weight))
            continue
        entirely, part = divmod(min(less, given * weight), given)
        less -= entirely * given + part
        left = weight - entirely - (1 if part else 0)
        for taken, many in ((given, entirely), (part, 1 if part else 0), (0, left)):
            if many:
                ballots.append((*_lowered(choices, points, project, taken), many))
    return gather(box.kind, ballots, box.points_unit)


def _lowered(
    choices: tuple[int, ...], points: tuple[int, ...] | None, project: int, taken: int
) -> tuple[tuple[int, ...], tuple[int, ...] | None]:
    place = choices.index(project)
    if points is None:
        return (choices[:place] + choices[place + 1 :], None) if taken else (choices, None)
    rest = points[place] - taken
    if rest:
        return choices, (*points[:place], rest, *points[place + 1 :])
    return choices[:place] + choices[place + 1 :], points[:place] + points[place + 1 :]


def _ballots(
    box: BallotBox,
) -> list[tuple[tuple[int, ...], tuple[int, ...] | None, int]]:
    points: tuple[tuple[int, ...] | None, ...] = box.points or (None,) * len(box.choices)
    return list(zip(box.choices, points, box.weights, strict=True))
