"""Sequential Phragmén for projects with costs, in exact rationals.

Los, Christoff and Grossi, "Proportional Budget Allocations: Towards a Systematization"
(IJCAI 2022); the idea is Phragmén's (1894). Voters carry the cost of what they get: a funded
project's cost is spread over its supporters so that they end with equal loads, and the
project that keeps the highest load lowest goes first. Loads are money per voter; a
supporter's load is the moment at which he last spent all he had been given.

Loads only rise, so the load a project would have cost earlier is a bound below the load it
costs now, and most projects need not be looked at again (Minoux's lazy evaluation).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from fractions import Fraction

from civic_counting.elections import Election
from civic_counting.errors import RuleError
from civic_counting.outcome import End, Fate, Outcome, Tie
from civic_counting.rules.declarations import Phragmen
from civic_counting.rules.greedy import funded_rival, unwanted
from civic_counting.support import Support, eligible, supports


def count_phragmen(election: Election, rule: Phragmen) -> Outcome:
    """Fund the project that is affordable first, until that one would break the budget.

    Raises:
        RuleError: ranked and points ballots, for which the rule is not defined.
    """
    if election.box.kind.weighs:
        raise RuleError("sequential Phragmén counts ballots that say yes, not ranks or points")
    wanted = supports(election)
    scores = [support.score for support in wanted]
    ranks = rule.tie_break.ranks(election, scores)
    fates = unwanted(election, scores)
    loads = _Loads(election, wanted)
    waiting = [(loads.after(number), number) for number in eligible(election, scores)]
    heapq.heapify(waiting)
    winners: list[int] = []
    ties: list[Tie] = []
    left = election.budget
    while waiting:
        moment, tied = _first(waiting, loads)
        tied = [number for number in tied if funded_rival(election, number, fates) is None]
        if not tied:
            continue
        number = min(tied, key=ranks.__getitem__)
        blocker = next((one for one in tied if election.costs[one] > left), None)
        if blocker is not None:
            for other in (*tied, *(number for _, number in waiting)):
                fates[other] = Fate(End.AFTER_THE_STOP, left, blocker)
            fates[blocker] = Fate(End.NOT_ENOUGH_LEFT, left)
            break
        if len(tied) > 1:
            because = rule.tie_break.decided_by(election, scores, tied, number)
            ties.append(Tie(tuple(sorted(tied)), number, because))
        fates[number] = Fate(End.FUNDED, left)
        winners.append(number)
        left -= election.costs[number]
        loads.fund(number, moment)
        for other in tied:
            if other != number:
                heapq.heappush(waiting, (moment, other))
    _note_rivals(election, fates)
    complete = tuple(fates[number] for number in range(len(scores)))
    return Outcome(tuple(winners), election.spent(winners), complete, tuple(ties))


class _Loads:
    """Who carries how much: for each ballot the last project it paid for."""

    def __init__(self, election: Election, wanted: Sequence[Support]) -> None:
        self._costs = election.costs
        self._weights = election.box.weights
        self._wanted = wanted
        self._last = [0] * len(self._weights)
        self._moments = [Fraction(0)]

    def after(self, number: int) -> Fraction:
        """The load its supporters would carry once the project is funded, money per voter."""
        voters_at: dict[int, int] = {}
        last, weights = self._last, self._weights
        for ballot in self._wanted[number].ballots:
            moment = last[ballot]
            voters_at[moment] = voters_at.get(moment, 0) + weights[ballot]
        held = sum((self._moments[m] * voters for m, voters in voters_at.items()), Fraction(0))
        return (held + self._costs[number]) / self._wanted[number].voters

    def fund(self, number: int, moment: Fraction) -> None:
        """Let its supporters carry the load ``moment`` from now on."""
        self._moments.append(moment)
        for ballot in self._wanted[number].ballots:
            self._last[ballot] = len(self._moments) - 1


def _first(waiting: list[tuple[Fraction, int]], loads: _Loads) -> tuple[Fraction, list[int]]:
    """Take the projects with the lowest load off the heap, whose entries are lower bounds."""
    best: Fraction | None = None
    tied: list[int] = []
    while waiting and (best is None or waiting[0][0] <= best):
        _, number = heapq.heappop(waiting)
        moment = loads.after(number)
        if best is None or moment < best:
            for other in tied:
                heapq.heappush(waiting, (best or moment, other))
            best, tied = moment, [number]
        elif moment == best:
            tied.append(number)
        else:
            heapq.heappush(waiting, (moment, number))
    return best or Fraction(0), tied


def _note_rivals(election: Election, fates: dict[int, Fate]) -> None:
    """Give projects shut out by a funded rival their own reason."""
    for number in election.rivals:
        rival = funded_rival(election, number, fates)
        undecided = number not in fates or fates[number].end is End.AFTER_THE_STOP
        if rival is not None and undecided:
            fates[number] = Fate(End.RIVAL_FUNDED, None, rival)
