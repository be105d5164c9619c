"""Most votes first: the rule most cities use, with its real-life variants.

The "standard method" of Rey and Maly, "The (computational) social choice take on indivisible
participatory budgeting" (2023), section 4.1; stopping, thresholds, exclusive groups and the
top-up are as Polish cities publish them.
"""

from __future__ import annotations

from collections.abc import Sequence

from civic_counting.elections import Election
from civic_counting.outcome import End, Fate, Outcome, Tie
from civic_counting.rules.declarations import Greedy
from civic_counting.support import eligible, tallies
from civic_counting.tiebreak import TieBreak


def count_greedy(election: Election, rule: Greedy, scores: Sequence[int] | None = None) -> Outcome:
    """Fund projects in descending order of score while they fit. Time: one sort.

    Args:
        scores: score of each project in the box's points unit; None to take the ballots'.
    """
    scores = tallies(election)[1] if scores is None else scores
    ranks = rule.tie_break.ranks(election, scores)
    order = sorted(eligible(election, scores), key=lambda n: (-scores[n], ranks[n]))
    fates = unwanted(election, scores)
    winners: list[int] = []
    left = election.budget
    stopped_at: int | None = None
    top_up = 0
    for number in order:
        rival = funded_rival(election, number, fates)
        cost = election.costs[number]
        if stopped_at is not None:
            fates[number] = Fate(End.AFTER_THE_STOP, left, stopped_at)
        elif rival is not None:
            fates[number] = Fate(End.RIVAL_FUNDED, left, rival)
        elif cost <= left:
            fates[number] = Fate(End.FUNDED, left)
            winners.append(number)
            left -= cost
        elif rule.skip:
            fates[number] = Fate(End.NOT_ENOUGH_LEFT, left)
        else:
            stopped_at = number
            fates[number] = Fate(End.NOT_ENOUGH_LEFT, left)
            if _tops_up(rule, left, cost):
                fates[number] = Fate(End.TOPPED_UP, left)
                winners.append(number)
                top_up = cost - left
    complete = tuple(fates[number] for number in range(len(scores)))
    return Outcome(
        tuple(winners),
        election.spent(winners),
        complete,
        _ties(election, rule.tie_break, order, scores, complete),
        top_up,
    )


def unwanted(election: Election, scores: Sequence[int]) -> dict[int, Fate]:
    """The fates of projects that cannot be funded under any rule."""
    least = election.threshold * election.box.points_unit
    fates: dict[int, Fate] = {}
    for number, score in enumerate(scores):
        if number in election.withdrawn:
            fates[number] = Fate(End.WITHDRAWN)
        elif score == 0:
            fates[number] = Fate(End.NO_SUPPORT)
        elif score < least:
            fates[number] = Fate(End.BELOW_THRESHOLD)
    return fates


def funded_rival(election: Election, number: int, fates: dict[int, Fate]) -> int | None:
    """A project of the same exclusive group that is funded already, if there is one."""
    for other in election.rivals.get(number, ()):
        if other in fates and fates[other].end.won:
            return other
    return None


def _tops_up(rule: Greedy, left: int, cost: int) -> bool:
    return rule.top_up_percent is not None and left * 100 >= cost * rule.top_up_percent


def _ties(
    election: Election,
    tie_break: TieBreak,
    order: Sequence[int],
    scores: Sequence[int],
    fates: Sequence[Fate],
) -> tuple[Tie, ...]:
    """Ties among equal scores of which some won and some lost."""
    ties = []
    begin = 0
    while begin < len(order):
        end = begin
        while end < len(order) and scores[order[end]] == scores[order[begin]]:
            end += 1
        tied = tuple(order[begin:end])
        if len({fates[number].end.won for number in tied}) == 2:
            because = tie_break.decided_by(election, scores, tied, tied[0])
            ties.append(Tie(tied, tied[0], because))
        begin = end
    return tuple(ties)
