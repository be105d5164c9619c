"""What a funding policy says, and the sentences that follow from it.

Nothing here knows a council: another council's policy is another file.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from budgets.policy.domain.financial_year import FinancialYear
from budgets.rules import RuleBroken, in_words


class AppliedTooLate(RuleBroken):
    """The proposal came in too late for the day on which it is to begin."""


class ApplicantNotEligible(RuleBroken):
    """Under this policy that kind of applicant cannot be funded."""


class PaymentBasisNotAllowed(RuleBroken):
    """Under this policy money is not paid on that basis."""


class EvidenceNeeded(RuleBroken):
    """Under this policy a payment is made on evidence of what was spent or done."""


class CarryOverNotAllowed(RuleBroken):
    """Under this policy money that was not committed does not move to that year."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Apply so many months ahead, where the cost or the number of wards is above a limit."""

    months: int
    over_amount: int | None = None
    over_wards: int | None = None

    def applies(self, amount: int, wards: int) -> bool:
        """Whether it holds for a cost in pence over so many wards; without limits always."""
        if self.over_amount is not None and amount <= self.over_amount:
            return False
        return self.over_wards is None or wards > self.over_wards


@dataclass(frozen=True, slots=True)
class SecondApproval:
    """Somebody of ``role`` approves as well, above ``over_amount`` pence or always."""

    code: str
    role: str
    over_amount: int | None = None

    def is_needed(self, amount: int) -> bool:
        """Whether an amount in pence needs it."""
        return self.over_amount is None or amount > self.over_amount


@dataclass(frozen=True, slots=True)
class Approval:
    """How many councillors must be in favour: at least a number, a majority, or all."""

    kind: Literal["at-least", "majority", "all"]
    number: int = 0

    def required(self, seats: int) -> int:
        """The number for a ward of so many seats that count."""
        if self.kind == "at-least":
            return self.number
        return seats // 2 + 1 if self.kind == "majority" else max(seats, 1)


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """How a ward's councillors decide, and what happens where they cannot."""

    method: str
    seats: int
    approval: Approval
    quorum: int
    vacant_seat: Literal["still-counts", "is-left-out"]
    too_few_able: Literal["refer", "all-who-can-vote"]
    refer_to: str
    wards_differ: Literal["return", "approving-wards-pay"]


@dataclass(frozen=True, slots=True)
class PaymentRule:
    """On which bases money is paid, which of them need evidence, and whether by two people."""

    bases: frozenset[str]
    evidence_for: frozenset[str]
    two_people: bool


@dataclass(frozen=True, slots=True)
class Cycle:
    """The electoral cycles: so many financial years each, counted from the first."""

    first: FinancialYear
    years: int

    def number_of(self, year: FinancialYear) -> int:
        """Which cycle a year lies in, from 0; negative before the first."""
        return (year.begins - self.first.begins) // self.years

    def last_year_of(self, year: FinancialYear) -> FinancialYear:
        """The last financial year of the cycle that a year lies in."""
        return FinancialYear(self.first.begins + (self.number_of(year) + 1) * self.years - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One council's funding policy, for the time in which it holds. Amounts are in pence."""

    code: str
    title: str
    sources: tuple[str, ...]
    assumptions: tuple[str, ...]
    valid_from: date
    valid_until: date | None
    wards_number: int
    wards_on: date
    neighbourhood_officers: int
    per_ward: int
    carry_over: Literal["none", "within-cycle"]
    cycle: Cycle
    applicants: frozenset[str]
    notice: tuple[Notice, ...]
    criteria: tuple[str, ...]
    decision: DecisionRule
    approvals: tuple[SecondApproval, ...]
    payment: PaymentRule
    follow_up_months: tuple[int, ...]
    account_closes: Literal["end-of-cycle", "last-day"]
    money_moves_to: Literal["successors", "any-ward", "nowhere"]

    def is_valid_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def second_approvals(self, amount: int) -> tuple[SecondApproval, ...]:
        """Who else must approve an award of so many pence."""
        return tuple(one for one in self.approvals if one.is_needed(amount))

    def months_of_notice(self, amount: int, wards: int) -> int:
        """How many months ahead one must apply; 0 where the policy asks for none."""
        return max((one.months for one in self.notice if one.applies(amount, wards)), default=0)

    def last_day_of_account(self, ward_ends_on: date) -> date:
        """The last day on which an ended ward's money can be committed."""
        if self.account_closes == "last-day":
            return ward_ends_on
        return self.cycle.last_year_of(FinancialYear.of(ward_ends_on)).last_day


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def earliest_start(policy: Policy, *, amount: int, wards: int, opened_on: date) -> date | None:
    """The first day on which a project of that cost can begin; nothing where any day will do."""
    months = policy.months_of_notice(amount, wards)
    return months_after(opened_on, months) if months else None


def applied_early_enough(
    policy: Policy, *, amount: int, wards: int, opened_on: date, starts_on: date | None
) -> None:
    """Raises :class:`AppliedTooLate` where the project begins before the notice has run."""
    earliest = earliest_start(policy, amount=amount, wards=wards, opened_on=opened_on)
    if earliest is None:
        return
    if starts_on is None:
        raise AppliedTooLate(
            f"Say on which day it begins: it can begin on {in_words(earliest)} at the earliest."
        )
    if starts_on < earliest:
        months = policy.months_of_notice(amount, wards)
        raise AppliedTooLate(
            f"Applications come {months} months ahead: this one, opened on {in_words(opened_on)}, "
            f"can begin on {in_words(earliest)} at the earliest."
        )


def applicant_may_be_funded(policy: Policy, kind: str) -> None:
    """Raises :class:`ApplicantNotEligible`."""
    if kind not in policy.applicants:
        allowed = ", ".join(sorted(policy.applicants))
        raise ApplicantNotEligible(f"{policy.title} funds: {allowed}. The applicant is a {kind}.")


def payment_basis_is_allowed(policy: Policy, basis: str) -> None:
    """Raises :class:`PaymentBasisNotAllowed`."""
    if basis not in policy.payment.bases:
        allowed = ", ".join(sorted(policy.payment.bases))
        raise PaymentBasisNotAllowed(f"{policy.title} pays: {allowed}.")


def evidence_is_given(policy: Policy, basis: str, evidence: str | None) -> None:
    """Raises :class:`EvidenceNeeded` where the basis asks for evidence and there is none."""
    if basis in policy.payment.evidence_for and not evidence:
        raise EvidenceNeeded


def money_may_carry_over(policy: Policy, start: FinancialYear, to: FinancialYear) -> None:
    """Raises :class:`CarryOverNotAllowed` unless the policy lets it and both lie in one cycle."""
    if policy.carry_over == "none":
        raise CarryOverNotAllowed(f"{policy.title} knows no carry-over.")
    if to.begins != start.begins + 1:
        raise CarryOverNotAllowed("Money is carried over to the next financial year.")
    if policy.cycle.number_of(start) != policy.cycle.number_of(to):
        raise CarryOverNotAllowed(f"{start} and {to} lie in different electoral cycles.")
