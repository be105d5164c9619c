"""The names of rules in .pb files, and what this package understands by them.

The names are those of the library's own checker and files; what cities did under them is
known from the files' comments.
"""

from __future__ import annotations

from civic_counting.errors import RuleError
from civic_counting.rules.declarations import (
    Completion,
    EqualShares,
    Greedy,
    Phragmen,
    Rule,
    parse_rule,
)

_NAMES: dict[str, Rule] = {
    "greedy": Greedy(),
    # The threshold and the exclusive groups are part of the election, not of the rule.
    "greedy-threshold": Greedy(),
    "greedy-exclusive": Greedy(),
    "greedy-no-skip": Greedy(skip=False),
    "greedy-custom": Greedy(skip=False, top_up_percent=80),
    "equalshares": EqualShares(completion=Completion.NONE),
    "equalshares/add1": EqualShares(completion=Completion.ADD_ONE),
    "phragmen": Phragmen(),
}


def declared_rule(name: str) -> Rule | None:
    """The rule a file declares, or None if it declares none that is known."""
    known = _NAMES.get(name.strip().lower())
    if known is not None:
        return known
    try:
        return parse_rule(name)
    except RuleError:
        return None
