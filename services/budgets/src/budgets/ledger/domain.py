"""Which account gives to which, and what an account can never do.

Every movement takes from one account and gives to another, so that a transaction sums to zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from budgets.policy.domain.financial_year import FinancialYear
from budgets.rules import RuleBroken, in_words

AVAILABLE, RESERVED, COMMITTED, PAID = "available", "reserved", "committed", "paid"
OF_THE_WARD = (AVAILABLE, RESERVED, COMMITTED, PAID)
SOURCES = ("council", "match-funding", "sponsorship")

CORRECTABLE = ("allocation", "match-funding", "sponsorship", "carry-over", "redirection")
"""What can be booked back by itself. Reservations, commitments and releases follow what becomes of
a proposal; a payment is booked back where it was given back."""

GIVEN_AHEAD = timedelta(weeks=8)
"""How long before a financial year its money can be given: a council sets its budget by then."""


class WardMoneyOverspent(RuleBroken):
    """The ward has not so much money available in that financial year."""


class NotSoMuchHeld(RuleBroken):
    """Not so much money is held for this."""


class NothingToMove(RuleBroken):
    """There is no money to move."""


class WardAccountClosed(RuleBroken):
    """The ward has ended and its account is closed: its money is no longer committed."""


class NotBookedBack(RuleBroken):
    """What is held for a proposal follows the proposal; a payment is given back as a repayment."""


class NotSoMuchToBookBack(RuleBroken):
    """A correction takes back what was booked, whole or in part, and never more."""


class NotTheYearToGive(RuleBroken):
    """Money is given in its own financial year, or in the weeks before that year begins."""


class MoneyMayNotMoveThere(RuleBroken):
    """Under this policy a ward's money does not move to that ward."""


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """One account of a ward and a financial year; sources only ever give, the others only hold."""

    ward: str
    year: str
    kind: str

    @property
    def code(self) -> str:
        """The account's name in events: ``ward:E05000635:2009-10:available``."""
        return f"ward:{self.ward}:{self.year}:{self.kind}"


@dataclass(frozen=True, slots=True)
class Movement:
    """So many pence from one account to another, and the kind of transaction that it is."""

    kind: str
    source: Account
    target: Account
    amount: int

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise NothingToMove

    @property
    def postings(self) -> tuple[tuple[Account, int], tuple[Account, int]]:
        """What each account gains, in pence; the sum is zero."""
        return (self.source, -self.amount), (self.target, self.amount)


def given(kind: str, source: str, ward: str, year: str, amount: int) -> Movement:
    """Money comes in: an allocation by the council, match funding, a sponsorship."""
    return Movement(kind, Account(ward, year, source), Account(ward, year, AVAILABLE), amount)


def reservation(ward: str, year: str, amount: int) -> Movement:
    """Money is set aside while councillors decide."""
    return _within("reservation", ward, year, AVAILABLE, RESERVED, amount)


def commitment(ward: str, year: str, amount: int) -> Movement:
    """Money that was set aside is awarded."""
    return _within("commitment", ward, year, RESERVED, COMMITTED, amount)


def payment(ward: str, year: str, amount: int) -> Movement:
    """Money that was awarded is paid."""
    return _within("payment", ward, year, COMMITTED, PAID, amount)


def release(ward: str, year: str, amount: int, *, held: str) -> Movement:
    """Money that was reserved or committed, and is not needed, is available again."""
    return _within("release", ward, year, held, AVAILABLE, amount)


def carry_over(ward: str, year: str, to: str, amount: int) -> Movement:
    """Money that was not committed moves to the next financial year."""
    return redirection((ward, year), (ward, to), amount, kind="carry-over")


def redirection(
    start: tuple[str, str], to: tuple[str, str], amount: int, *, kind: str = "redirection"
) -> Movement:
    """Available money moves from one (ward, year) to another, by an explicit entry."""
    return Movement(kind, Account(*start, AVAILABLE), Account(*to, AVAILABLE), amount)


def correction(source: Account, target: Account, amount: int) -> Movement:
    """What moved from ``source`` to ``target`` goes back, whole or in part."""
    return Movement("correction", target, source, amount)


def can_be_booked_back(kind: str, amount: int, left: int) -> None:
    """Raises :class:`NotBookedBack` or :class:`NotSoMuchToBookBack`; in pence.

    ``left`` is what was booked, less what has been booked back of it before.
    """
    if kind not in CORRECTABLE:
        raise NotBookedBack
    is_left_to_book_back(amount, left)


def is_left_to_book_back(amount: int, left: int) -> None:
    """Raises :class:`NotSoMuchToBookBack`; in pence."""
    if not 0 < amount <= left:
        raise NotSoMuchToBookBack(
            f"{in_pounds(left)} of it is left; this takes back {in_pounds(amount)}."
        )


def _within(kind: str, ward: str, year: str, start: str, to: str, amount: int) -> Movement:
    return Movement(kind, Account(ward, year, start), Account(ward, year, to), amount)


def there_is_enough(movement: Movement, balance: int, ward: str) -> None:
    """The giving account holds what is taken from it; sources outside the ward always give.

    ``ward`` is what people call the giving account's ward.
    """
    if movement.source.kind in SOURCES or movement.amount <= balance:
        return
    if movement.source.kind == AVAILABLE:
        raise WardMoneyOverspent(
            f"{ward} has {in_pounds(balance)} available in {movement.source.year}; "
            f"this takes {in_pounds(movement.amount)}. Finance gives a ward its money of a year."
        )
    raise NotSoMuchHeld(
        f"{in_pounds(balance)} is {movement.source.kind}; this takes {in_pounds(movement.amount)}."
    )


def first_day_to_give(year: FinancialYear) -> date:
    """From when on a year's money can be given."""
    return year.first_day - GIVEN_AHEAD


def is_time_to_give(year: FinancialYear, day: date) -> bool:
    """Not too early, and not once the year has ended: then it is no longer spent."""
    return first_day_to_give(year) <= day <= year.last_day


def year_can_be_given(year: FinancialYear, day: date) -> None:
    """Raises :class:`NotTheYearToGive`."""
    if not is_time_to_give(year, day):
        first = first_day_to_give(year)
        raise NotTheYearToGive(
            f"{year} is given from {in_words(first)} to {in_words(year.last_day)}."
        )


def money_may_move(rule: str, start: str, to: str, successors: Sequence[str]) -> None:
    """Whether a ward's money may move to another ward at all; its successors are told."""
    if start == to or rule == "any-ward" or (rule == "successors" and to in successors):
        return
    raise MoneyMayNotMoveThere


def divided(amount: int, remaining: Mapping[str, int]) -> dict[str, int]:
    """An amount divided over wards in proportion to what each still has to pay, in pence.

    The parts sum to the amount and none is more than what remains; odd pence go to the largest
    fractions, then by ward code. Wards that pay nothing are left out.
    """
    total = sum(remaining.values())
    if not 0 < amount <= total:
        raise NotSoMuchHeld(f"{in_pounds(total)} is left; this takes {in_pounds(amount)}.")
    parts = {ward: amount * rest // total for ward, rest in remaining.items()}
    odd = amount - sum(parts.values())
    by_fraction = sorted(remaining, key=lambda ward: (-(amount * remaining[ward] % total), ward))
    for ward in by_fraction[:odd]:
        parts[ward] += 1
    return {ward: part for ward, part in parts.items() if part}


def in_pounds(amount: int) -> str:
    """Pence as people read them: ``£1,234.50``."""
    sign = "-" if amount < 0 else ""
    return f"{sign}£{abs(amount) // 100:,}.{abs(amount) % 100:02}"
