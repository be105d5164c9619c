"""What must hold before money is paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from budgets.rules import RuleBroken


class PaidAboveTheAgreement(RuleBroken):
    """Together the payments would be more than the agreement."""


class InstalmentUnknown(RuleBroken):
    """The agreement is paid in instalments: name one of them, and its amount."""


class InstalmentPaidAlready(RuleBroken):
    """That instalment was asked for or paid before."""


class ConditionNotMetYet(RuleBroken):
    """The instalment is paid once its condition is met."""


class PaymentSettledAlready(RuleBroken):
    """The payment was made or refused before."""


class NothingWasPaid(RuleBroken):
    """Only of what was paid can money come back."""


class PaidByAnotherPerson(RuleBroken):
    """Whoever asked for a payment does not make it."""


MADE = ("paid", "repaid")
"""The states of a payment that was made; of one that is ``repaid`` all has come back."""


@dataclass(frozen=True, slots=True)
class InstalmentSoFar:
    """An instalment in pence, whether it was asked for, and whether its condition is met."""

    amount: int
    asked: bool
    condition_met: bool


def agreement_covers(amount: int, agreed: int, paid: int, asked: int) -> None:
    """Raises :class:`PaidAboveTheAgreement`; all in pence."""
    if amount > agreed - paid - asked:
        raise PaidAboveTheAgreement


def follows_the_plan(
    plan: Mapping[str, InstalmentSoFar], instalment: str | None, amount: int
) -> None:
    """Where there is a plan, exactly one of its instalments is asked for, at its amount, once."""
    if not plan:
        if instalment is not None:
            raise InstalmentUnknown("The agreement has no instalments.")
        return
    found = plan.get(instalment or "")
    if found is None or found.amount != amount:
        raise InstalmentUnknown
    if found.asked:
        raise InstalmentPaidAlready
    if not found.condition_met:
        raise ConditionNotMetYet


def is_unsettled(state: str) -> None:
    """Raises :class:`PaymentSettledAlready`."""
    if state != "requested":
        raise PaymentSettledAlready


def was_paid(state: str) -> None:
    """Raises :class:`NothingWasPaid`."""
    if state not in MADE:
        raise NothingWasPaid


def two_people_act(two_people: bool, asked_by: str, paid_by: str) -> None:
    """Raises :class:`PaidByAnotherPerson` where the policy wants two and there is one."""
    if two_people and asked_by == paid_by:
        raise PaidByAnotherPerson
