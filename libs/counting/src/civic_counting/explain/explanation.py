"""The explanation of one project's fate, each claim of it checked by a recount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from civic_counting.elections import Election
from civic_counting.errors import RuleError
from civic_counting.explain.english import claim, hopeless, reason
from civic_counting.explain.turning import (
    Wins,
    reach,
    recounts,
    smallest,
    smallest_budget,
)
from civic_counting.explain.variation import Lever, Variation
from civic_counting.outcome import End, Outcome
from civic_counting.rules.declarations import Greedy, Rule


@dataclass(frozen=True, slots=True)
class Change:
    """A change that would, or would not, have turned a project's fate.

    Attributes:
        lever: what is changed.
        turning: with this variation the fate is turned; None if no change is enough.
        still: with this variation it is not: one unit less, or the largest looked at.
        said: the claim in plain English.
    """

    lever: Lever
    turning: Variation | None
    still: Variation | None
    said: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one project won or lost.

    Attributes:
        project: its number.
        won: whether it is funded.
        reason: why, in plain English.
        changes: what would have turned its fate.
    """

    project: int
    won: bool
    reason: str
    changes: tuple[Change, ...]

    def text(self) -> str:
        """The whole explanation as a paragraph."""
        return " ".join([self.reason, *(change.said for change in self.changes)])

    def false_claims(self, election: Election, rule: Rule) -> list[str]:
        """Recount every claim from the ballots; returns those that are not true."""
        from civic_counting.rules.count import count

        def won(variation: Variation) -> bool:
            varied = variation.apply(election, self.project)
            return count(varied, rule).fates[self.project].end.won

        return [
            change.said
            for change in self.changes
            if (change.turning is not None and won(change.turning) == self.won)
            or (change.still is not None and won(change.still) != self.won)
        ]


def explain(
    election: Election, rule: Rule, outcome: Outcome, project: int, changes: bool = True
) -> Explanation:
    """Explain the fate of a project.

    Args:
        outcome: the election counted by the rule.
        project: its number.
        changes: whether to search for what would have turned its fate; each search takes
            some twenty recounts.

    Raises:
        RuleError: there is no such project.
    """
    if not 0 <= project < len(election.projects):
        raise RuleError(f"there is no project number {project}")
    won = outcome.fates[project].end.won
    why = reason(election, rule, outcome, project)
    found = tuple(_changes(election, rule, outcome, project)) if changes else ()
    return Explanation(project, won, why, found)


def _changes(election: Election, rule: Rule, outcome: Outcome, project: int) -> Iterator[Change]:
    won = outcome.fates[project].end.won
    wins = recounts(election, rule, project)
    for lever in _levers(election, rule, outcome, project):
        sign = 1 if (lever is Lever.COST) == won else -1
        most = reach(election, rule, project, lever, won)
        amount = _amount(election, rule, project, wins, lever, sign, most, won)
        if amount is not None:
            still = Variation(lever, sign * (amount - 1)) if amount > 1 else None
            turning = Variation(lever, sign * amount)
            yield Change(lever, turning, still, claim(election, project, won, lever, amount))
        elif most >= 1:
            still = Variation(lever, sign * most)
            yield Change(lever, None, still, hopeless(election, project, won, lever, most))


def _levers(election: Election, rule: Rule, outcome: Outcome, project: int) -> tuple[Lever, ...]:
    """The changes that are worth talking about."""
    if outcome.fates[project].end is End.WITHDRAWN:
        return ()
    if outcome.fates[project].end is End.NO_SUPPORT:
        return (Lever.SUPPORTERS,)
    if not outcome.fates[project].end.won:
        return (Lever.COST, Lever.SUPPORTERS, Lever.BUDGET)
    if not isinstance(rule, Greedy):
        # Under Equal Shares and Phragmén it matters which supporters stay away.
        return (Lever.COST, Lever.BUDGET)
    return (
        Lever.COST,
        Lever.POINTS if election.box.kind.weighs else Lever.SUPPORTERS,
        Lever.BUDGET,
    )


def _amount(
    election: Election,
    rule: Rule,
    project: int,
    wins: Wins,
    lever: Lever,
    sign: int,
    most: int,
    won: bool,
) -> int | None:
    if lever is Lever.BUDGET and not won and isinstance(rule, Greedy):
        least = smallest_budget(election, rule, project)
        if least is not None:
            return least
    return smallest(wins, lever, sign, most, won)
