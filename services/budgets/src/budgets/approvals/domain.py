"""Who may approve as a second person, and when all have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from budgets.policy.domain import SecondApproval
from budgets.rules import RuleBroken


class ApprovalNotNeeded(RuleBroken):
    """The policy asks for no such approval of an amount like this."""


class AnotherPersonMustApprove(RuleBroken):
    """Whoever researched, assessed or already approved a proposal does not approve it again."""


class ApprovedItBefore(RuleBroken):
    """Whoever approved a proposal as a second person does not research or assess it."""


class ApprovalMissing(RuleBroken):
    """The policy asks for approvals that have not been given."""


class ApprovalRefused(RuleBroken):
    """Somebody whose approval the policy asks for has refused it."""


def approval_is_needed(needed: Collection[SecondApproval], code: str) -> SecondApproval:
    """The approval that the policy asks for; raises :class:`ApprovalNotNeeded`."""
    for one in needed:
        if one.code == code:
            return one
    raise ApprovalNotNeeded


def involved_in(
    opened_by: str, first: Iterable[str], given: Iterable[Any], code: str
) -> frozenset[str]:
    """Who had to do with a proposal, or gave another approval than the one of this code.

    ``first`` are those who researched or judged any version of it: who did so before somebody else
    did it anew would otherwise approve their own work.
    """
    others = [one.given_by for one in given if one.approval != code]
    return frozenset({opened_by, *first, *others})


def another_person_approves(names: Collection[str], involved: Collection[str]) -> None:
    """Raises :class:`AnotherPersonMustApprove` where one of a person's names is involved."""
    if any(name in involved for name in names):
        raise AnotherPersonMustApprove


def who_approved_stays_out(person: str, approvers: Collection[str]) -> None:
    """Raises :class:`ApprovedItBefore`: a second person stays a second person."""
    if person in approvers:
        raise ApprovedItBefore


def all_have_approved(needed: Collection[SecondApproval], given: Mapping[str, bool]) -> None:
    """Raises :class:`ApprovalMissing` or :class:`ApprovalRefused`."""
    refused = [one.code for one in needed if given.get(one.code) is False]
    if refused:
        raise ApprovalRefused(f"Refused by: {', '.join(refused)}.")
    missing = [one.code for one in needed if one.code not in given]
    if missing:
        raise ApprovalMissing(f"Still to be approved by: {', '.join(missing)}.")
