"""The Method of Equal Shares with its completions.

Peters, Pierczyński and Skowron, "Proportional Participatory Budgeting with Additive
Utilities" (NeurIPS 2021). Utilities: cost and cardinality for approval ballots as in
Brill, Forster, Lackner, Maly and Peters (AAAI 2023); for ranked ballots the points of the
places (Borda), for points ballots the points, alone or times the cost, as in Faliszewski and
others, "Participatory Budgeting: Data, Tools, and Analysis" (IJCAI 2023).

Completions: the add-one rule as cities run it (equalshares.net: raise every voter's share by
one unit of the currency at a time, stop at the first overshoot, keep the outcome before it),
the comparison step of the same source, and filling up greedily (Peters and others, section
on exhaustiveness, "utilitarian completion").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from civic_counting.elections import Election
from civic_counting.errors import RuleError
from civic_counting.money import show
from civic_counting.outcome import End, Fate, Outcome, Tie
from civic_counting.rules.declarations import Completion, EqualShares, Greedy, Utility
from civic_counting.rules.equal_shares_run import Market, Purchase, run_equal_shares
from civic_counting.rules.greedy import count_greedy, funded_rival, unwanted
from civic_counting.rules.purses import purses_for
from civic_counting.satisfaction import better_served
from civic_counting.support import eligible, supports

MOST_RUNS = 20_000
"""More counts than the add-one completion has needed for any real election (844)."""


def count_equal_shares(
    election: Election, rule: EqualShares, accelerate: bool | None = None
) -> Outcome:
    """Count by Equal Shares.

    Args:
        accelerate: see ``purses.purses_for``; it changes the time taken, never the outcome.

    Raises:
        RuleError: the add-one completion would need more than ``MOST_RUNS`` counts.
    """
    market = _market(election, rule, accelerate)
    if rule.completion in (Completion.NONE, Completion.FILL):
        bought, raised = run_equal_shares(market, election.budget), 0
    else:
        bought, raised = _add_one(election, rule, market)
    outcome = _outcome(election, rule, market, bought, raised)
    if rule.completion in (Completion.FILL, Completion.ADD_ONE_FILL):
        return _fill(election, rule, market, outcome)
    if rule.completion is Completion.ADD_ONE_COMPARE:
        return _compare(election, rule, outcome)
    return outcome


def _market(election: Election, rule: EqualShares, accelerate: bool | None) -> Market:
    wanted = supports(election)
    scores = [support.score for support in wanted]
    size = len(election.projects)
    return Market(
        box=election.box,
        wanted=wanted,
        prices=[cost * election.box.voters for cost in election.costs],
        worths=election.costs if rule.utility is Utility.COST else (1,) * size,
        candidates=eligible(election, scores),
        rivals=election.rivals,
        ranks=rule.tie_break.ranks(election, scores),
        purses=purses_for(election, wanted, accelerate),
    )


def _add_one(election: Election, rule: EqualShares, market: Market) -> tuple[list[Purchase], int]:
    """Raise the shares step by step until a count would break the budget.

    Returns:
        the purchases of the last count within the budget, and the number of steps to it.
    """
    # Shares are scaled by the number of voters: one step for each voter, in scaled money.
    step = rule.step * election.minor_per_major * election.box.voters
    bought: list[Purchase] = run_equal_shares(market, election.budget)
    steps = 0
    for _ in range(MOST_RUNS):
        missing = _missing(market, bought)
        if not missing:
            return bought, steps
        steps += max(1, _idle_steps(market, bought, election.budget + steps * step, step))
        more = run_equal_shares(market, election.budget + steps * step)
        if election.spent([purchase.project for purchase in more]) > election.budget:
            return bought, steps - 1
        bought = more
    raise RuleError(
        f"the add-one completion did not end within {MOST_RUNS} counts; declare a step larger "
        f"than {show(rule.step * election.minor_per_major, election.minor_per_major)}"
    )


def _missing(market: Market, bought: Sequence[Purchase]) -> list[int]:
    """Candidates that were not bought and that no bought rival shuts out."""
    done = {purchase.project for purchase in bought}
    shut_out = {rival for number in done for rival in market.rivals.get(number, ())}
    return [n for n in market.candidates if n not in done and n not in shut_out]


def _idle_steps(market: Market, bought: Sequence[Purchase], share: int, step: int) -> int:
    """Steps up to the first after which anything could change, or 0 if that is not known.

    If nobody's purse was emptied, larger purses change nothing about what was bought; and a
    project that its supporters could not pay even with full purses stays out until they can.
    """
    done = {purchase.project for purchase in bought}
    out = [number for number in market.candidates if number not in done]
    voters = {number: market.wanted[number].voters for number in out}
    owed = {number: market.prices[number] - voters[number] * share for number in out}
    if min(owed.values()) <= 0 or not all(purchase.clear for purchase in bought):
        return 0
    return min(-(-owed[number] // (voters[number] * step)) for number in out)


def _outcome(
    election: Election,
    rule: EqualShares,
    market: Market,
    bought: Sequence[Purchase],
    raised: int,
) -> Outcome:
    scores = [support.score for support in market.wanted]
    fates = unwanted(election, scores)
    winners = tuple(purchase.project for purchase in bought)
    for number in winners:
        fates[number] = Fate(End.FUNDED)
    for number in market.candidates:
        rival = funded_rival(election, number, fates)
        if number not in fates and rival is not None:
            fates[number] = Fate(End.RIVAL_FUNDED, None, rival)
        elif number not in fates:
            fates[number] = Fate(End.SUPPORTERS_CANNOT_PAY)
    ties = tuple(
        Tie(
            purchase.tied,
            purchase.project,
            rule.tie_break.decided_by(election, scores, purchase.tied, purchase.project),
        )
        for purchase in bought
        if purchase.tied
    )
    complete = tuple(fates[number] for number in range(len(scores)))
    notes = (_raised(election, rule, raised),) if raised else ()
    return Outcome(winners, election.spent(winners), complete, ties, notes=notes, steps=raised)


def _raised(election: Election, rule: EqualShares, raised: int) -> str:
    amount = raised * rule.step * election.minor_per_major
    shown = show(amount, election.minor_per_major, election.currency)
    return f"every voter's share was raised {raised} times, by {shown} in all"


def _fill(election: Election, rule: EqualShares, market: Market, outcome: Outcome) -> Outcome:
    """Spend what is left on the remaining projects, most votes first."""
    scores = [support.score for support in market.wanted]
    winners, fates = list(outcome.winners), dict(enumerate(outcome.fates))
    left = election.budget - outcome.spent
    for number in sorted(market.candidates, key=lambda n: (-scores[n], market.ranks[n])):
        rival = funded_rival(election, number, fates)
        if fates[number].end.won:
            continue
        if rival is not None:
            fates[number] = Fate(End.RIVAL_FUNDED, left, rival)
        elif election.costs[number] <= left:
            fates[number] = Fate(End.FILLED, left)
            winners.append(number)
            left -= election.costs[number]
        else:
            fates[number] = Fate(End.NOT_ENOUGH_LEFT, left)
    return replace(
        outcome,
        winners=tuple(winners),
        spent=election.spent(winners),
        fates=tuple(fates[number] for number in range(len(scores))),
    )


def _compare(election: Election, rule: EqualShares, outcome: Outcome) -> Outcome:
    """Let the voters choose between the outcome and that of "most votes first"."""
    plain = count_greedy(election, Greedy(tie_break=rule.tie_break))
    with_cost = rule.utility is Utility.COST
    here, there = better_served(election, outcome.winners, plain.winners, with_cost)
    verdict = f"{here} voters are better served by Equal Shares, {there} by most votes first"
    if there > here:
        return replace(
            plain, steps=outcome.steps, notes=(*outcome.notes, f"{verdict}, so the latter stands")
        )
    return replace(outcome, notes=(*outcome.notes, f"{verdict}, so Equal Shares stands"))
