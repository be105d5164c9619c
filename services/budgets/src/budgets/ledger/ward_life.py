"""Which ward's account money can be put into, or committed from, on which day."""

from __future__ import annotations

from datetime import date

from servicekit import Unprocessable

from budgets.ledger.domain import WardAccountClosed, year_can_be_given
from budgets.policy.domain import Policy
from budgets.policy.domain.financial_year import FinancialYear
from budgets.policy.rulebook import Rulebook
from budgets.rules import in_words


def ward_can_pay(book: Rulebook, policy: Policy, code: str, day: date, pointer: str) -> None:
    """The ward exists on that day, or has ended and its account is not closed yet."""
    ward = book.ward(code, pointer)
    if day < ward.valid_from:
        raise Unprocessable(f"{ward.name} is not a ward yet on {in_words(day)}.", pointer=pointer)
    if ward.valid_until is not None and day > policy.last_day_of_account(ward.valid_until):
        raise WardAccountClosed(
            f"{ward.name} ended on {in_words(ward.valid_until)}; its account is closed."
        )


def ward_can_receive(book: Rulebook, code: str, written: str, day: date, pointer: str = "") -> None:
    """Money that comes in for a financial year can be spent in it by that ward.

    As with the council's own money the year is one that runs or is about to begin.
    """
    policy, year = book.policy_for(day), FinancialYear.parse(written)
    year_can_be_given(year, day)
    ward_can_pay(book, policy, code, year.nearest(day), pointer)
