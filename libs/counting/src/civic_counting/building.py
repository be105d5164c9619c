"""Build an election in code: from project ids and ballots, with every limit enforced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from civic_counting.ballots import BallotKind, Choices, gather, positional_points
from civic_counting.elections import Election, Project
from civic_counting.errors import ElectionError
from civic_counting.limits import Limits

Vote = Sequence[str] | Mapping[str, int]
"""A ballot: project ids (in the voter's order), or points by project id."""


def approval_election(
    budget: int, costs: Mapping[str, int], ballots: Iterable[Sequence[str]]
) -> Election:
    """An election with approval ballots; all money in minor units."""
    projects = tuple(Project(one, cost) for one, cost in costs.items())
    return build_election(BallotKind.APPROVAL, budget, projects, ballots)


def build_election(
    kind: BallotKind,
    budget: int,
    projects: Sequence[Project],
    ballots: Iterable[Vote],
    limits: Limits | None = None,
    threshold: int = 0,
    exclusive: Iterable[Sequence[str]] = (),
    minor_per_major: int = 100,
    currency: str = "",
    title: str = "",
) -> Election:
    """An election of any kind.

    Args:
        budget: minor units.
        ballots: project ids per ballot; for points ballots a mapping to whole points.
            Ranked ballots list the best first and give ``limits.max_length`` points (or as
            many as there are projects) to the first place, one less to each after it.
        exclusive: groups of project ids of which at most one may be funded each.

    Raises:
        ElectionError: an unknown or doubled project on a ballot, a limit broken, or an
            election that contradicts itself. The ballot is named by its place, from 1.
    """
    limits = limits or default_limits(kind, budget)
    number_of = {project.id: number for number, project in enumerate(projects)}
    costs = [project.cost for project in projects]
    longest = limits.max_length or len(projects)
    taken = []
    for place, vote in enumerate(ballots, start=1):
        choices, points = _read(kind, vote, number_of, longest, place)
        fault = limits.fault(choices, points, costs)
        if fault:
            raise ElectionError(f"ballot {place}: {fault}")
        taken.append((choices, points, 1))
    groups = tuple(tuple(_number(number_of, one, "a group") for one in g) for g in exclusive)
    return Election(
        budget,
        tuple(projects),
        gather(kind, taken),
        limits,
        threshold,
        groups,
        minor_per_major,
        currency,
        title,
    )


def default_limits(kind: BallotKind, budget: int) -> Limits:
    """The limits that belong to a kind of ballot."""
    if kind is BallotKind.CHOOSE_ONE:
        return Limits(max_length=1)
    if kind is BallotKind.KNAPSACK:
        return Limits(max_sum_cost=budget)
    return Limits()


def _read(
    kind: BallotKind, vote: Vote, number_of: Mapping[str, int], longest: int, place: int
) -> tuple[Choices, Choices | None]:
    choices = tuple(_number(number_of, one, f"ballot {place}") for one in vote)
    if len(set(choices)) < len(choices):
        raise ElectionError(f"ballot {place}: a project is named twice")
    if kind is BallotKind.RANKED:
        if len(choices) > longest:
            raise ElectionError(f"ballot {place}: more than {longest} projects are ranked")
        return choices, positional_points(len(choices), longest)
    if kind is BallotKind.POINTS:
        if not isinstance(vote, Mapping):
            raise ElectionError(f"ballot {place}: points are missing")
        points = tuple(vote.values())
        if any(not isinstance(one, int) or one < 0 for one in points):
            raise ElectionError(f"ballot {place}: points must be whole and not negative")
        return choices, points
    return choices, None


def _number(number_of: Mapping[str, int], one: str, where: str) -> int:
    if one not in number_of:
        raise ElectionError(f"{where}: there is no project {one!r}")
    return number_of[one]
