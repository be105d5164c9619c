"""The names of rules in .pb files, and what this package understands by them.

The names are those of the library's own checker and files; what cities did under them is
known from the files' comments.
"""

from __future__ import annotations

from civic_counting.errors import RuleError
from civic_counting.pb.file import PbFile
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
    "equalshares": EqualShares(completion=Completion.NONE),
    "equalshares/add1": EqualShares(completion=Completion.ADD_ONE),
    "equalshares/add1-comparison": EqualShares(completion=Completion.ADD_ONE_COMPARE),
    "phragmen": Phragmen(),
}

_OF_THEIR_OWN: dict[str, Rule] = {"poznań": Greedy(skip=False, top_up_percent=80)}
"""What "greedy-custom" means, by the city that writes it; elsewhere only a comment says."""


def declared_rule(file: PbFile) -> Rule | None:
    """The rule a file declares, or None if it declares none that is known."""
    name = file.rule.strip().lower()
    if name == "greedy-custom":
        return _OF_THEIR_OWN.get(file.election.details.get("unit", "").lower())
    known = _NAMES.get(name)
    if known is not None:
        return known
    try:
        return parse_rule(name)
    except RuleError:
        return None
