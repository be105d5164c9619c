"""The sentences of an explanation."""

from __future__ import annotations

from civic_counting.ballots import BallotKind
from civic_counting.elections import Election
from civic_counting.explain.variation import Lever
from civic_counting.money import show
from civic_counting.outcome import End, Outcome
from civic_counting.rules.declarations import Greedy, Rule
from civic_counting.support import tallies


def money(election: Election, amount: int) -> str:
    """An amount with its currency."""
    return show(amount, election.minor_per_major, election.currency)


def score(election: Election, project: int) -> str:
    """What a project got: votes, or points from so many voters."""
    voters, scores = tallies(election)
    if not election.box.kind.weighs:
        return _many(voters[project], "vote")
    points = show(scores[project], election.box.points_unit)
    return f"{points} points from {_many(voters[project], 'voter')}"


def reason(election: Election, rule: Rule, outcome: Outcome, project: int) -> str:
    """Why a project won or lost."""
    fate = outcome.fates[project]
    cost, got = money(election, election.costs[project]), score(election, project)
    blocker = election.projects[fate.by].id if fate.by is not None else ""
    left = money(election, fate.left) if fate.left is not None else ""
    short = money(election, election.costs[project] - (fate.left or 0))
    shares = not isinstance(rule, Greedy) and fate.left is None
    said = {
        End.FUNDED: f"It got {got}. When its turn came {left} was left, and it costs {cost}.",
        End.TOPPED_UP: f"It got {got}. It was the first that no longer fitted: {left} was left "
        f"and it costs {cost}, but enough was left for the reserve to add the missing {short}.",
        End.FILLED: f"It got {got}. Its supporters' shares could not pay for it, but {left} was "
        f"left over, it costs {cost}, and what is left over goes to the most votes first.",
        End.WITHDRAWN: f"It got {got}, but it was withdrawn.",
        End.NO_SUPPORT: "Nobody chose it.",
        End.BELOW_THRESHOLD: f"It got {got}, and at least {election.threshold:,} were needed.",
        End.RIVAL_FUNDED: f"It got {got}, but at most one project of its group can be funded, "
        f"and project {blocker} came first.",
        End.NOT_ENOUGH_LEFT: f"It got {got}. When its turn came only {left} was left, and it "
        f"costs {cost}: {short} too much.",
        End.AFTER_THE_STOP: f"It got {got}. The count had stopped before its turn, at project "
        f"{blocker}, which no longer fitted.",
        End.SUPPORTERS_CANNOT_PAY: f"It got {got}. Its supporters could not pay {cost} out of "
        "what they had left of their equal shares.",
    }[fate.end]
    if fate.end is End.FUNDED and shares:
        said = f"It got {got}. Its supporters could pay its cost of {cost} out of their shares."
    verdict = "It is funded." if fate.end.won else "It is not funded."
    return f"{verdict} {said}"


def claim(election: Election, project: int, won: bool, lever: Lever, amount: int) -> str:
    """What would have turned a project's fate, and that a little less would not have."""
    end = "would not have been funded" if won else "would have been funded"
    less = "it would still have been" if won else "it would not have been"
    unit = money(election, 1)
    if lever is Lever.COST:
        cost = election.costs[project]
        new = money(election, cost + amount if won else cost - amount)
        word = "more" if won else "less"
        return (
            f"Had it cost {money(election, amount)} {word} ({new} instead of "
            f"{money(election, cost)}), it {end}; with {unit} less of a difference, {less}."
        )
    if lever is Lever.BUDGET:
        word = "smaller" if won else "larger"
        return (
            f"Had the budget been {money(election, amount)} {word}, it {end}; with {unit} less "
            f"of a difference, {less}."
        )
    if lever is Lever.POINTS:
        return (
            f"Had it got {_many(amount, 'point')} fewer, it {end}; with one less of a "
            f"difference, {less}."
        )
    return _supporters_claim(election, won, amount, end, less)


def hopeless(election: Election, project: int, won: bool, lever: Lever, most: int) -> str:
    """That not even a large change would have turned a project's fate."""
    still = "would still have been funded" if won else "would still not have been funded"
    if lever is Lever.COST:
        cost = election.costs[project]
        return (
            f"Even at a cost of {money(election, cost + most if won else cost - most)} it {still}."
        )
    if lever is Lever.BUDGET:
        new = money(election, election.budget + (-most if won else most))
        return f"Even with a budget of {new} it {still}."
    if lever is Lever.POINTS:
        return f"Even with {_many(most, 'point')} fewer it {still}."
    if won:
        return f"Even with {_many(most, 'supporter')} fewer it {still}."
    return f"Even with {_many(most, 'further voter')} voting for it alone it {still}."


def _supporters_claim(election: Election, won: bool, amount: int, end: str, less: str) -> str:
    if won:
        return (
            f"Had {_many(amount, 'of its supporters', plural='of its supporters')} left it off, "
            f"it {end}; had it been one fewer, {less}."
        )
    how = {
        BallotKind.RANKED: " (ranking it first)",
        BallotKind.POINTS: " (giving it as many points as a ballot may)",
    }.get(election.box.kind, "")
    return (
        f"Had {_many(amount, 'more voter')} come and voted for it alone{how}, it {end}; with "
        f"one fewer of them, {less}."
    )


def _many(number: int, what: str, plural: str = "") -> str:
    return f"{number:,} {what if number == 1 else plural or what + 's'}"
