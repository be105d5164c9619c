"""What an agreement may say, and what can happen under it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from budgets.rules import RuleBroken

RUNNING, SUSPENDED, ENDED = "running", "suspended", "ended"
# Why an agreement was ended under which everything was done; other reasons are other codes.
DONE = "completed"


class AgreementInAnotherState(RuleBroken):
    """The agreement is not running, so this cannot be done under it."""


class AlreadySigned(RuleBroken):
    """The award has an agreement already."""


class AwardTakenBack(RuleBroken):
    """The award was taken back: there is nothing to sign for any more."""


class NothingToSign(RuleBroken):
    """An officer draws the agreement up before it can be signed."""


class DrawnUpAnew(RuleBroken):
    """The agreement was drawn up anew since it was read: read it again before it is signed."""


class InstalmentsDoNotAddUp(RuleBroken):
    """The instalments sum to the amount of the award."""


class InstalmentsNeeded(RuleBroken):
    """On this basis the agreement lists its instalments, by results with a condition each."""


class ConditionOfAnInstalmentUnknown(RuleBroken):
    """An instalment depends on a condition that the award does not have."""


class PaymentsOutstanding(RuleBroken):
    """Payments that were asked for must be made or refused first."""


@dataclass(frozen=True, slots=True)
class PlannedInstalment:
    """One instalment: pence, and the condition that must be met first, if any."""

    code: str
    amount: int
    condition: str | None


def can_be_done_when(action: str, state: str, *allowed: str) -> None:
    """Raises :class:`AgreementInAnotherState`."""
    if state not in allowed:
        raise AgreementInAnotherState(f"The agreement is {state}: {action} is not possible now.")


def instalments_fit(
    basis: str, amount: int, planned: Sequence[PlannedInstalment], conditions: Collection[str]
) -> None:
    """They add up, and each stands on a condition of the award where the basis asks for it."""
    if basis == "by-instalments" and not planned:
        raise InstalmentsNeeded
    if basis == "by-results" and not (planned and all(one.condition for one in planned)):
        raise InstalmentsNeeded
    if planned and sum(one.amount for one in planned) != amount:
        raise InstalmentsDoNotAddUp
    if any(one.condition not in {None, *conditions} for one in planned):
        raise ConditionOfAnInstalmentUnknown


def nothing_is_outstanding(asked: int) -> None:
    """Raises :class:`PaymentsOutstanding`."""
    if asked:
        raise PaymentsOutstanding
