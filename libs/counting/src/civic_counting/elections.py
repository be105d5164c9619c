"""An election: a budget, projects with costs, and a box of ballots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from civic_counting.ballots import BallotBox
from civic_counting.errors import ElectionError
from civic_counting.limits import UNLIMITED, Limits
from civic_counting.money import LARGEST_AMOUNT

MOST_PROJECTS = 20_000
"""More projects than any voter could read; a file with more is a mistake or an attack."""


@dataclass(frozen=True, slots=True)
class Project:
    """One project on the ballot paper.

    Attributes:
        id: the organiser's identifier.
        cost: minor units, at least 1.
        name: as published; shown, never interpreted.
        categories: none or more.
    """

    id: str
    cost: int
    name: str = ""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Election:
    """Everything a rule may look at.

    Attributes:
        budget: minor units, at least 1.
        projects: in the order of the ballot paper; ballots refer to places in this list.
        box: the ballots.
        limits: limits per ballot, already enforced on ``box``.
        threshold: the least score a project needs to be funded at all, in whole votes or
            points; 0 for none.
        exclusive: groups of project numbers of which at most one may be funded each.
        minor_per_major: minor units in one unit of the currency (100 pence in a pound).
        currency: its code, for showing amounts.
        title: what the election is called.
        details: other published facts, by their .pb key.
        withdrawn: numbers of projects that stood on the ballot paper and were then withdrawn.
    """

    budget: int
    projects: tuple[Project, ...]
    box: BallotBox
    limits: Limits = UNLIMITED
    threshold: int = 0
    exclusive: tuple[tuple[int, ...], ...] = ()
    minor_per_major: int = 100
    currency: str = ""
    title: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    withdrawn: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        _check_money(self.budget, self.projects)
        _check_projects(self.projects)
        _check_exclusive(self.exclusive, len(self.projects))
        if self.threshold < 0:
            raise ElectionError("the threshold is negative")
        if not self.box.voters:
            raise ElectionError("there are no ballots to count")

    @cached_property
    def costs(self) -> tuple[int, ...]:
        """Cost of each project, minor units."""
        return tuple(project.cost for project in self.projects)

    @cached_property
    def rivals(self) -> Mapping[int, tuple[int, ...]]:
        """For each project in an exclusive group, the others of that group."""
        return {
            member: tuple(other for other in group if other != member)
            for group in self.exclusive
            for member in group
        }

    @cached_property
    def number_of(self) -> Mapping[str, int]:
        """Place in the list of projects, by project id."""
        return {project.id: number for number, project in enumerate(self.projects)}

    def spent(self, winners: Sequence[int]) -> int:
        """Cost of some projects together, minor units."""
        return sum(self.costs[winner] for winner in winners)


def _check_money(budget: int, projects: Sequence[Project]) -> None:
    if not 1 <= budget <= LARGEST_AMOUNT:
        raise ElectionError(f"a budget of {budget} minor units: it must be positive and 64-bit")
    for project in projects:
        if not 1 <= project.cost <= LARGEST_AMOUNT:
            raise ElectionError(
                f"project {project.id} costs {project.cost} minor units: "
                "a cost must be positive and 64-bit"
            )


def _check_projects(projects: Sequence[Project]) -> None:
    if not projects:
        raise ElectionError("there are no projects to choose from")
    if len(projects) > MOST_PROJECTS:
        raise ElectionError(f"{len(projects)} projects; at most {MOST_PROJECTS} can be counted")
    seen: set[str] = set()
    for project in projects:
        if project.id in seen:
            raise ElectionError(f"two projects are called {project.id}")
        seen.add(project.id)


def _check_exclusive(groups: Sequence[Sequence[int]], projects: int) -> None:
    seen: set[int] = set()
    for group in groups:
        if len(group) < 2:
            raise ElectionError("an exclusive group needs at least two projects")
        for member in group:
            if not 0 <= member < projects:
                raise ElectionError("an exclusive group names a project that does not exist")
            if member in seen:
                raise ElectionError("exclusive groups overlap: a project is in two places")
            seen.add(member)
