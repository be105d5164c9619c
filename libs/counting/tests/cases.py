"""Random small elections, in the package's form and in the naive one."""

from __future__ import annotations

import random

from civic_counting import BallotKind, Limits, Project, build_election

import naive


def random_case(rng: random.Random, kind: BallotKind, unit: int | None = None):
    """An election full of ties: few distinct costs, few distinct ballots.

    Returns:
        (election, naive case) that say the same.
    """
    size = rng.randint(1, 7)
    coarse = rng.choice([1, 1, 100, 10**12])
    # A penny more or less at 10**12 is beyond what floating point can tell from a tie.
    costs = [
        rng.randint(1, rng.choice([3, 12, 40])) * coarse + (coarse > 100) * rng.randint(0, 1)
        for _ in range(size)
    ]
    budget = rng.randint(1, max(2, sum(costs) // coarse)) * coarse
    longest = rng.randint(1, size)
    votes = [random_vote(rng, kind, size, longest, costs, budget) for _ in range(rng.randint(1, 9))]
    votes += [rng.choice(votes) for _ in range(rng.randint(0, 4))]
    groups = random_groups(rng, size)
    threshold = rng.choice([0, 0, 0, 2])
    unit = unit or max(1, budget // (len(votes) * rng.choice([2, 5, 9])))
    limits = Limits(max_length=longest) if kind is BallotKind.RANKED else None
    election = build_election(
        kind,
        budget,
        [Project(str(n), cost) for n, cost in enumerate(costs)],
        votes,
        limits,
        threshold,
        [[str(n) for n in group] for group in groups],
        unit,
    )
    voters = [naive_voter(kind, vote, longest) for vote in votes]
    return election, naive.Case(budget, costs, voters, threshold, groups, unit)


def random_vote(rng, kind, size, longest, costs, budget):
    chosen = rng.sample(range(size), rng.randint(0, size))
    if kind is BallotKind.CHOOSE_ONE:
        chosen = chosen[:1]
    if kind is BallotKind.RANKED:
        chosen = chosen[:longest]
    if kind is BallotKind.KNAPSACK:
        while sum(costs[n] for n in chosen) > budget:
            chosen.pop()
    if kind is BallotKind.POINTS:
        return {str(n): rng.randint(0, 4) for n in chosen}
    return [str(n) for n in chosen]


def naive_voter(kind, vote, longest):
    choices = [int(one) for one in vote]
    if kind is BallotKind.POINTS:
        return choices, list(vote.values())
    if kind is BallotKind.RANKED:
        return choices, [longest - place for place in range(len(choices))]
    return choices, [1] * len(choices)


def random_groups(rng, size):
    if size < 4 or rng.random() < 0.6:
        return ()
    members = rng.sample(range(size), 4)
    return (tuple(members[:2]), tuple(members[2:])) if rng.random() < 0.5 else (tuple(members[:3]),)
