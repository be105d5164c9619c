"""Deliberately naive counts: voters one by one, fractions throughout, nothing clever.

Written from the papers, not from the package, and used as the truth in the property tests.
Money is in whole minor units; a voter is (choices in his order, points per choice).
"""

from __future__ import annotations

from fractions import Fraction


class Case:
    """A small election: costs, budget, voters, threshold, groups, and the tie order."""

    def __init__(self, budget, costs, voters, threshold=0, groups=(), unit=100):
        self.budget = budget
        self.costs = costs
        self.voters = voters
        self.threshold = threshold
        self.groups = groups
        self.unit = unit

    def given(self, voter, project):
        choices, points = voter
        return points[choices.index(project)] if project in choices else 0

    def score(self, project):
        return sum(self.given(voter, project) for voter in self.voters)

    def before(self, project):
        """Ties: higher score, then cheaper, then lower number."""
        return (-self.score(project), self.costs[project], project)

    def allowed(self):
        return [
            p
            for p in range(len(self.costs))
            if self.score(p) > 0 and self.score(p) >= self.threshold
        ]

    def clash(self, project, winners):
        return any(project in g and w in g for g in self.groups for w in winners)


def greedy(case, skip=True, percent=None):
    winners, left = [], case.budget
    for p in sorted(case.allowed(), key=case.before):
        if case.clash(p, winners):
            continue
        if case.costs[p] <= left:
            winners.append(p)
            left -= case.costs[p]
        elif not skip:
            if percent is not None and Fraction(left, case.costs[p]) >= Fraction(percent, 100):
                winners.append(p)
            break
    return winners


def price(case, purses, p, worth):
    """Lowest price per unit of worth at which the supporters can pay, or None."""
    pairs = [
        (purses[i], case.given(voter, p) * worth)
        for i, voter in enumerate(case.voters)
        if case.given(voter, p)
    ]
    if sum(purse for purse, _ in pairs) < case.costs[p]:
        return None
    pairs.sort(key=lambda pair: pair[0] / pair[1])
    owed = Fraction(case.costs[p])
    for n, (purse, value) in enumerate(pairs):
        rho = owed / sum(v for _, v in pairs[n:])
        if rho * value <= purse:
            return rho
        owed -= purse
    raise AssertionError("unreachable: the last supporter can pay the rest")


def shares_run(case, share, with_cost):
    purses = [Fraction(share)] * len(case.voters)
    winners = []
    while True:
        best = None
        for p in case.allowed():
            if p in winners or case.clash(p, winners):
                continue
            worth = case.costs[p] if with_cost else 1
            rho = price(case, purses, p, worth)
            if rho is not None and (best is None or (rho, case.before(p)) < best[:2]):
                best = (rho, case.before(p), p, worth)
        if best is None:
            return winners
        rho, _, p, worth = best
        winners.append(p)
        for i, voter in enumerate(case.voters):
            purses[i] -= min(purses[i], rho * case.given(voter, p) * worth)


def spent(case, winners):
    return sum(case.costs[p] for p in winners)


def equal_shares(case, with_cost, completion):
    share = Fraction(case.budget, len(case.voters))
    winners = shares_run(case, share, with_cost)
    if completion.startswith("add-one"):
        while any(p not in winners and not case.clash(p, winners) for p in case.allowed()):
            share += case.unit
            more = shares_run(case, share, with_cost)
            if spent(case, more) > case.budget:
                break
            winners = more
    if completion in ("greedy-fill", "add-one-fill"):
        for p in sorted(case.allowed(), key=case.before):
            fits = spent(case, winners) + case.costs[p] <= case.budget
            if p not in winners and not case.clash(p, winners) and fits:
                winners = [*winners, p]
    if completion == "add-one-compare":
        return compare(case, winners, greedy(case), with_cost)
    return winners


def compare(case, here, there, with_cost):
    def worth(voter, winners):
        return sum(case.given(voter, p) * (case.costs[p] if with_cost else 1) for p in winners)

    for_here = sum(worth(v, here) > worth(v, there) for v in case.voters)
    for_there = sum(worth(v, there) > worth(v, here) for v in case.voters)
    return there if for_there > for_here else here


def phragmen(case):
    loads = [Fraction(0)] * len(case.voters)
    winners = []
    while True:
        best = []
        for p in case.allowed():
            if p in winners or case.clash(p, winners):
                continue
            backers = [i for i, voter in enumerate(case.voters) if case.given(voter, p)]
            load = (case.costs[p] + sum(loads[i] for i in backers)) / Fraction(len(backers))
            best.append((load, case.before(p), p, backers))
        if not best:
            return winners
        lowest = min(load for load, *_ in best)
        tied = [one for one in best if one[0] == lowest]
        if any(spent(case, winners) + case.costs[p] > case.budget for _, _, p, _ in tied):
            return winners
        load, _, p, backers = min(tied)
        winners.append(p)
        for i in backers:
            loads[i] = load
