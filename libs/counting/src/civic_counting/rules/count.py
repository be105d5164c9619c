"""Count an election by a declared rule: the one door to all of them."""

from __future__ import annotations

from civic_counting.elections import Election
from civic_counting.outcome import Outcome
from civic_counting.rules.declarations import EqualShares, Greedy, Rule
from civic_counting.rules.equal_shares import count_equal_shares
from civic_counting.rules.greedy import count_greedy
from civic_counting.rules.phragmen import count_phragmen


def count(election: Election, rule: Rule, accelerate: bool | None = None) -> Outcome:
    """Count an election by a rule.

    Args:
        accelerate: True to use numpy, False not to, None to use it where it helps. The
            outcome is the same.

    Raises:
        RuleError: the rule does not fit the ballots, or cannot end.
    """
    if isinstance(rule, Greedy):
        return count_greedy(election, rule)
    if isinstance(rule, EqualShares):
        return count_equal_shares(election, rule, accelerate)
    return count_phragmen(election, rule)
