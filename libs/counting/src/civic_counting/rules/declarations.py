"""The rules a council can declare before a vote, and the words for each.

A declaration is written in one line (``code``), so that it fits a poster, a .pb file and a
command line, and is read back by ``parse_rule``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from civic_counting.errors import RuleError
from civic_counting.tiebreak import TieBreak

USUAL_TIE_BREAK = TieBreak()
"""Higher score, then cheaper, then lower project number."""


class Completion(StrEnum):
    """What Equal Shares does with the money its first run leaves over."""

    NONE = "none"
    ADD_ONE = "add-one"
    ADD_ONE_COMPARE = "add-one-compare"
    FILL = "greedy-fill"
    ADD_ONE_FILL = "add-one-fill"


class Utility(StrEnum):
    """How much a funded project is worth to a voter who chose it."""

    COST = "cost"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Greedy:
    """Most votes first.

    Attributes:
        skip: a project that does not fit is passed over; otherwise the count stops there.
        top_up_percent: with ``skip`` false, the project at which the count stops is funded
            after all if the money left covers at least this share of it (Poznań: 80).
        tie_break: which of two projects with equal scores goes first.
    """

    skip: bool = True
    top_up_percent: int | None = None
    tie_break: TieBreak = USUAL_TIE_BREAK

    def __post_init__(self) -> None:
        if self.top_up_percent is not None and (self.skip or not 1 <= self.top_up_percent <= 99):
            raise RuleError("a top-up goes with stopping and is between 1 and 99 per cent")

    @property
    def code(self) -> str:
        """The declaration in one line."""
        if self.top_up_percent is not None:
            return f"greedy-top-up-{self.top_up_percent}"
        return "greedy" if self.skip else "greedy-no-skip"

    def describe(self) -> str:
        """The rule in plain English."""
        begin = "Most votes (or points) first: projects are funded in order of their score; "
        if self.skip:
            return begin + "one that no longer fits the money left is passed over."
        if self.top_up_percent is None:
            return begin + "the count stops at the first that no longer fits the money left."
        return begin + (
            "the count stops at the first that no longer fits the money left, and that one is "
            f"funded too if the money left covers at least {self.top_up_percent} % of it, "
            "the rest coming from a reserve."
        )


@dataclass(frozen=True, slots=True)
class EqualShares:
    """The Method of Equal Shares (Peters, Pierczyński and Skowron, NeurIPS 2021).

    Attributes:
        utility: what a funded project is worth to its supporters.
        completion: what happens to the money left over.
        step: for the add-one completions, how much each voter's share is raised at a time,
            in whole units of the currency.
        tie_break: which of two equally good buys goes first.
    """

    utility: Utility = Utility.COST
    completion: Completion = Completion.ADD_ONE
    step: int = 1
    tie_break: TieBreak = USUAL_TIE_BREAK

    def __post_init__(self) -> None:
        if self.step < 1:
            raise RuleError("the add-one step must be at least one unit of the currency")

    @property
    def code(self) -> str:
        """The declaration in one line."""
        step = f"/step-{self.step}" if self.step != 1 else ""
        return f"equal-shares/{self.utility.value}/{self.completion.value}{step}"

    def describe(self) -> str:
        """The rule in plain English."""
        worth = (
            "its cost (times the points given to it, where ballots give points)"
            if self.utility is Utility.COST
            else "one (or the points given to it, where ballots give points)"
        )
        return (
            "Equal Shares: the budget is divided equally among the voters; a project is funded "
            "if its supporters can pay for it out of their shares, best value for their money "
            f"first, a project being worth {worth} to each. {_COMPLETIONS[self.completion]}"
        )


@dataclass(frozen=True, slots=True)
class Phragmen:
    """Sequential Phragmén (Los, Christoff and Grossi, IJCAI 2022).

    Attributes:
        tie_break: which of two projects affordable at the same moment goes first.
    """

    tie_break: TieBreak = USUAL_TIE_BREAK

    @property
    def code(self) -> str:
        """The declaration in one line."""
        return "phragmen"

    def describe(self) -> str:
        """The rule in plain English."""
        return (
            "Sequential Phragmén: every voter receives money at the same steady rate; a project "
            "is funded the moment its supporters together hold its cost, which they then spend; "
            "the count stops when the next project would break the budget."
        )


Rule = Greedy | EqualShares | Phragmen

_COMPLETIONS = {
    Completion.NONE: "Money left over is not spent.",
    Completion.ADD_ONE: (
        "While money is left over, every share is raised by one step and the count is done "
        "again; the last outcome before the first that breaks the budget stands."
    ),
    Completion.ADD_ONE_COMPARE: (
        "While money is left over, every share is raised by one step and the count is done "
        "again; the last outcome before the first that breaks the budget is compared with "
        "'most votes first', which stands instead if more voters are better served by it."
    ),
    Completion.FILL: "Money left over is spent on the remaining projects, most votes first.",
    Completion.ADD_ONE_FILL: (
        "While money is left over, every share is raised by one step and the count is done "
        "again, up to the last outcome before the first that breaks the budget; what is then "
        "left is spent on the remaining projects, most votes first."
    ),
}


def parse_rule(text: str) -> Rule:
    """Read a declaration: "greedy", "greedy-no-skip", "greedy-top-up-80", "phragmen",
    "equal-shares/cost/add-one", "equal-shares/score/greedy-fill/step-10", …

    A part of an Equal Shares declaration may be left out; the defaults are the utility
    "cost" and the completion "add-one".
    """
    head, *parts = text.strip().lower().split("/")
    if head.startswith("greedy") and not parts:
        return _greedy(head)
    if head == "phragmen" and not parts:
        return Phragmen()
    if head in ("equal-shares", "equalshares"):
        return _equal_shares(parts)
    raise RuleError(f"{text!r} is no rule this package knows; see the pages in docs/")


def with_tie_break(rule: Rule, tie_break: TieBreak) -> Rule:
    """The same rule with another tie-break."""
    return replace(rule, tie_break=tie_break)


def _greedy(head: str) -> Greedy:
    if head in ("greedy", "greedy-skip"):
        return Greedy()
    if head in ("greedy-no-skip", "greedy-stop"):
        return Greedy(skip=False)
    percent = head.removeprefix("greedy-top-up-")
    if percent == head or not (percent.isascii() and percent.isdecimal()):
        raise RuleError(f"{head!r} is no greedy rule this package knows")
    return Greedy(skip=False, top_up_percent=int(percent[:4]))


def _equal_shares(parts: list[str]) -> EqualShares:
    rule = EqualShares()
    for part in parts:
        step = part.removeprefix("step-")
        if part in ("cost", "score", "cardinality"):
            utility = Utility.COST if part == "cost" else Utility.SCORE
            rule = replace(rule, utility=utility)
        elif part in set(Completion):
            rule = replace(rule, completion=Completion(part))
        elif step != part and step.isascii() and step.isdecimal() and len(step) <= 12:
            rule = replace(rule, step=int(step))
        else:
            raise RuleError(f"{part!r} is no part of an Equal Shares declaration")
    return rule
