"""The outcome of one election under several rules, side by side.

The measures are those of Faliszewski and others, "Participatory Budgeting: Data, Tools, and
Analysis" (IJCAI 2023): exclusion (voters with nothing funded) and average satisfaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from civic_counting.elections import Election
from civic_counting.errors import RuleError
from civic_counting.rules.count import count
from civic_counting.rules.declarations import (
    Completion,
    EqualShares,
    Greedy,
    Phragmen,
    Rule,
)
from civic_counting.satisfaction import average_funded, average_score, with_nothing

USUAL: tuple[Rule, ...] = (
    Greedy(),
    Greedy(skip=False),
    EqualShares(completion=Completion.ADD_ONE),
    EqualShares(completion=Completion.FILL),
    Phragmen(),
)
"""The rules compared unless others are asked for."""


@dataclass(frozen=True, slots=True)
class Column:
    """One rule's outcome in figures.

    Attributes:
        rule: the rule.
        winners: project numbers in the order of funding.
        spent: minor units.
        with_nothing: share of voters none of whose projects is funded, 0 to 1.
        average_funded: funded projects on a ballot, averaged over voters.
        average_score: points (or votes) given to funded projects, averaged over voters.
        by_category: minor units spent by category; a project in several categories is split
            equally, and "" stands for projects in none.
    """

    rule: Rule
    winners: tuple[int, ...]
    spent: int
    with_nothing: Fraction
    average_funded: Fraction
    average_score: Fraction
    by_category: dict[str, Fraction]


def compare(election: Election, rules: Iterable[Rule] = USUAL) -> list[Column]:
    """Count by each rule; rules that do not fit the ballots are left out."""
    columns = []
    for rule in rules:
        try:
            outcome = count(election, rule)
        except RuleError:
            continue
        winners = outcome.winners
        columns.append(
            Column(
                rule,
                winners,
                outcome.spent,
                with_nothing(election, winners),
                average_funded(election, winners),
                average_score(election, winners),
                spent_by_category(election, winners),
            )
        )
    return columns


def spent_by_category(election: Election, winners: Sequence[int]) -> dict[str, Fraction]:
    """Money spent by category, minor units, as exact parts."""
    spent: dict[str, Fraction] = {}
    for winner in winners:
        project = election.projects[winner]
        categories = project.categories or ("",)
        for category in categories:
            part = Fraction(project.cost, len(categories))
            spent[category] = spent.get(category, Fraction(0)) + part
    return spent
