"""The states of a proposal, and what must hold before councillors can decide."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from budgets.rules import RuleBroken

FORGOTTEN = "forgotten"
UNDECIDED = ("submitted", "opened", "researched", "assessed", "deciding")


class ProposalInAnotherState(RuleBroken):
    """The proposal is not at the stage at which this can be done."""


class CostsDoNotAddUp(RuleBroken):
    """The shares of the wards sum to the cost, and the cost is what its lines sum to."""


class EachWardOnce(RuleBroken):
    """Every ward is named once."""


class CriteriaIncomplete(RuleBroken):
    """Every criterion of the policy is judged once, each with a reason, and no other."""


class CriterionNotMet(RuleBroken):
    """A proposal that does not meet every criterion cannot be put to the councillors."""


class ApplicantHasNoName(RuleBroken):
    """Money is awarded to a named organisation, group or project."""


class WordsOfAnIdea(RuleBroken):
    """The words are those of the idea: a moderator hides or edits them there."""


class WordsNotPublished(RuleBroken):
    """Nobody has read the words, so that they are not public: the proposal can be declined."""


class GroupHasClosed(RuleBroken):
    """The group that applies has ended."""


# What can be done at which stage; whatever is not here cannot be done.
STAGES: Mapping[str, tuple[str, ...]] = {
    "accept": ("submitted",),
    "research": ("opened", "researched", "assessed"),
    "assess": ("researched", "assessed"),
    "decline": ("submitted", "opened", "researched", "assessed", "approved"),
    "withdraw": (*UNDECIDED, "approved"),
    "open-decision": ("assessed",),
    "vote": ("deciding",),
    "approve": ("assessed", "deciding", "approved"),
    "award": ("approved",),
    "revoke": ("awarded",),
}


def is_at_the_stage(action: str, state: str) -> None:
    """Raises :class:`ProposalInAnotherState` unless the action is possible in this state."""
    if state not in STAGES[action]:
        possible = " or ".join(STAGES[action])
        raise ProposalInAnotherState(f"The proposal is {state}; this needs one that is {possible}.")


def steps_so_far(proposal: Any) -> dict[str, date | None]:
    """What happened to a proposal before it was put to councillors, in words, and when."""
    return {
        "came in": proposal.opened_on,
        "was researched": proposal.researched_on,
        "was judged": proposal.assessed_on,
    }


@dataclass(frozen=True, slots=True)
class Judgement:
    """One criterion, met or not, and why."""

    criterion: str
    judgement: str
    reason: str


def cost_of(lines: Iterable[int], shares: Sequence[tuple[str, int]]) -> int:
    """The cost in pence: what the lines sum to, and the shares of the wards as well.

    Raises :class:`CostsDoNotAddUp` or :class:`EachWardOnce`.
    """
    cost = sum(lines)
    if cost <= 0 or sum(amount for _, amount in shares) != cost:
        raise CostsDoNotAddUp
    every_ward_once([ward for ward, _ in shares])
    return cost


def every_ward_once(wards: Sequence[str]) -> None:
    """Raises :class:`EachWardOnce`."""
    if len(set(wards)) != len(wards):
        raise EachWardOnce


def every_criterion_is_judged(criteria: Sequence[str], judged: Sequence[Judgement]) -> bool:
    """Whether all are met; raises :class:`CriteriaIncomplete` unless each is judged once."""
    if sorted(criteria) != sorted(one.criterion for one in judged):
        raise CriteriaIncomplete(f"Judge each of these once: {', '.join(criteria)}.")
    return all(one.judgement == "met" for one in judged)


def every_criterion_is_met(judgements: Iterable[str]) -> None:
    """Raises :class:`CriterionNotMet`."""
    if any(judgement != "met" for judgement in judgements):
        raise CriterionNotMet


def mark_of_forgotten(proposal_id: UUID, person: str) -> str:
    """What stands for somebody who took a proposal in and asked to be forgotten.

    It differs from proposal to proposal, and only who has the person key in hand, as when that
    person acts, can tell that it is theirs: they still give no second approval.
    """
    digest = hashlib.sha256(f"{FORGOTTEN}:{proposal_id}:{person}".encode()).hexdigest()
    return f"{FORGOTTEN}:{digest}"


def words_can_be_withdrawn(origin: str, *, words_read: bool) -> None:
    """Raises :class:`WordsOfAnIdea` or :class:`WordsNotPublished`."""
    if origin == "idea":
        raise WordsOfAnIdea
    if not words_read:
        raise WordsNotPublished


def group_has_not_closed(closed_on: date | None, day: date) -> None:
    """Raises :class:`GroupHasClosed` from the day on on which it ended."""
    if closed_on is not None and closed_on <= day:
        raise GroupHasClosed
