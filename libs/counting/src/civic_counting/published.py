"""Does a file's own rule give the winners its city published? And if not, why not?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from civic_counting.elections import Election
from civic_counting.errors import RuleError
from civic_counting.outcome import Outcome
from civic_counting.pb.declared import declared_rule
from civic_counting.pb.file import PbFile
from civic_counting.rules.count import count
from civic_counting.rules.declarations import Completion, EqualShares, Greedy, Rule
from civic_counting.support import tallies

_MOST_VOTES_FIRST = (Greedy(), Greedy(skip=False), Greedy(skip=False, top_up_percent=80))
_EQUAL_SHARES = (
    EqualShares(completion=Completion.NONE),
    EqualShares(completion=Completion.ADD_ONE),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of comparing a count with what was published.

    Attributes:
        reproduced: the count gives the published winners.
        reason: why it does not, or what else there is to say.
    """

    reproduced: bool
    reason: str


def against_published(file: PbFile) -> Verdict:
    """Count a file by the rule it declares and compare the winners.

    Projects marked 2 or 3 were funded outside the rule, as their files' comments explain,
    and are left out of the comparison; only where the rule itself has a top-up does the
    mark 2 belong to it.
    """
    if not file.published:
        return Verdict(False, "no winners are published in the file")
    rule = declared_rule(file)
    try:
        outcome = count(file.election, rule or Greedy())
    except RuleError as error:
        return Verdict(False, f"the rule {file.rule!r} could not be counted: {error}")
    if set(outcome.winners) == _published(file, rule or Greedy()):
        outside = sum(mark > 1 for mark in file.published.values())
        return Verdict(True, f"{outside} funded outside the rule" if outside else "")
    return Verdict(False, _reason(file, rule, outcome))


def _published(file: PbFile, rule: Rule) -> set[int]:
    by_rule = {1, 2} if isinstance(rule, Greedy) and rule.top_up_percent else {1}
    return {number for number, mark in file.published.items() if mark in by_rule}


def _reason(file: PbFile, rule: Rule | None, outcome: Outcome) -> str:
    if rule is None:
        known = (
            "no rule is declared"
            if file.rule in ("", "unknown")
            else (f"the rule {file.rule!r} is not known")
        )
        return _with_comment(file, f"{known}; 'greedy' does not give the published winners")
    published = _published(file, rule)
    ours = sorted(set(outcome.winners) - published)
    theirs = sorted(published - set(outcome.winners))
    said = (
        _tie(file.election, ours, theirs)
        or _groups_missing(file)
        or _other_rule(file, rule)
        or _swapped(file.election, ours, theirs)
    )
    return _with_comment(file, said)


def _tie(election: Election, ours: Sequence[int], theirs: Sequence[int]) -> str | None:
    scores = tallies(election)[1]
    if len(ours) != 1 or len(theirs) != 1 or scores[ours[0]] != scores[theirs[0]]:
        return None
    unit = election.box.points_unit
    return (
        f"a tie at {scores[ours[0]] / unit:g}: the declared tie-break puts "
        f"{_ids(election, ours)} first, the city funded {_ids(election, theirs)}"
    )


def _groups_missing(file: PbFile) -> str | None:
    if "exclusive" in file.rule and not file.election.exclusive:
        return "the rule has exclusive groups, but the file does not list them"
    return None


def _other_rule(file: PbFile, rule: Rule) -> str | None:
    """The rule of the same family that gives the published winners, if there is one."""
    family = _EQUAL_SHARES if isinstance(rule, EqualShares) else _MOST_VOTES_FIRST
    for other in family:
        if set(count(file.election, other).winners) == _published(file, other):
            return f"the published winners follow from {other.code!r}, not from {file.rule!r}"
    return None


def _swapped(election: Election, ours: Sequence[int], theirs: Sequence[int]) -> str:
    here = f"counted in: {_ids(election, ours)}" if ours else "nothing more is counted in"
    there = f"published instead: {_ids(election, theirs)}" if theirs else "nothing published more"
    return f"the published winners do not follow from the ballots and the rule ({here}; {there})"


def _ids(election: Election, numbers: Sequence[int]) -> str:
    return ", ".join(election.projects[number].id for number in numbers)


def _with_comment(file: PbFile, said: str) -> str:
    comment = " ".join(file.election.details.get("comment", "").split())
    if not comment:
        return said
    return f"{said}; the file's comment: {comment if len(comment) <= 300 else comment[:299] + '…'}"
