"""Who supports what: the ballots turned round, project by project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from civic_counting.elections import Election


@dataclass(frozen=True, slots=True)
class Support:
    """The supporters of one project.

    Attributes:
        ballots: numbers of the distinct ballots that support it.
        strengths: what each gives it (points), or None where each gives 1.
        voters: number of voters among them.
        score: voters, or the sum of their points in the box's unit.
    """

    ballots: Sequence[int]
    strengths: Sequence[int] | None
    voters: int
    score: int


def supports(election: Election) -> list[Support]:
    """The support of every project, in the order of the projects."""
    box = election.box
    ballots: list[list[int]] = [[] for _ in election.projects]
    strengths: list[list[int]] | None = None
    for number, choices in enumerate(box.choices):
        for choice in choices:
            ballots[choice].append(number)
    if box.points is not None:
        strengths = [[] for _ in election.projects]
        for choices, points in zip(box.choices, box.points, strict=True):
            for choice, given in zip(choices, points, strict=True):
                strengths[choice].append(given)
    voters, totals = tallies(election)
    return [
        Support(ballots[n], strengths[n] if strengths else None, voters[n], totals[n])
        for n in range(len(election.projects))
    ]


def tallies(election: Election) -> tuple[list[int], list[int]]:
    """Voters and score of every project; the score is in the box's points unit."""
    box, everyone = election.box, range(len(election.projects))
    return [box.supporters.get(n, 0) for n in everyone], [box.scores.get(n, 0) for n in everyone]


def eligible(election: Election, score: Sequence[int]) -> list[int]:
    """Projects that may be funded at all: still there, wanted by somebody, and not below the
    threshold.

    The threshold is in whole points, the scores in the box's unit.
    """
    least = election.threshold * election.box.points_unit
    gone = election.withdrawn
    return [n for n, total in enumerate(score) if total > 0 and total >= least and n not in gone]
