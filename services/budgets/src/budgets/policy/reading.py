"""Reads policy files strictly: whatever is wrong is refused with the file and the entry named."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from budgets.policy import domain
from budgets.policy.domain.financial_year import FinancialYear

Code = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Words = Annotated[str, Field(min_length=1, max_length=1000)]
Amount = Annotated[int, Field(strict=True, ge=0, le=2**63 - 1)]
Small = Annotated[int, Field(strict=True, ge=0, le=1000)]
Positive = Annotated[int, Field(strict=True, ge=1, le=1000)]


class InvalidPolicy(ValueError):
    """A policy file cannot be used; the text names the file, the entry and what is wrong."""


class Entry(BaseModel):
    """A part of the file; a field that is not known is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class WardsEntry(Entry):
    """How many wards there are on a day, checked against the reference data."""

    number: Positive
    on: date


class AllocationEntry(Entry):
    """What each ward gets a year, in pence, and whether it may be kept."""

    per_ward: Amount
    carry_over: Literal["none", "within-cycle"]


class CycleEntry(Entry):
    """How many financial years an electoral cycle has, from which year on."""

    first_financial_year: str
    years: Positive

    @field_validator("first_financial_year")
    @classmethod
    def _is_a_year(cls, text: str) -> str:
        return str(FinancialYear.parse(text))


class NoticeEntry(Entry):
    """How many months ahead to apply, above a cost in pence or a number of wards."""

    months: Small
    over_amount: Amount | None = None
    over_wards: Small | None = None


class ApprovalEntry(Entry):
    """How many of a ward's councillors must be in favour."""

    kind: Literal["at-least", "majority", "all"]
    number: Positive | None = None

    @model_validator(mode="after")
    def _number_fits(self) -> Self:
        if (self.kind == "at-least") != (self.number is not None):
            raise ValueError("a number belongs to at-least, and to nothing else")
        return self


class DecisionEntry(Entry):
    """How a ward's councillors decide."""

    method: Code
    seats: Positive
    approval: ApprovalEntry
    quorum: Positive
    vacant_seat: Literal["still-counts", "is-left-out"]
    too_few_able: Literal["refer", "all-who-can-vote"]
    refer_to: Code
    wards_differ: Literal["return", "approving-wards-pay"]

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if (self.approval.number or 0) > self.seats or self.quorum > self.seats:
            raise ValueError("more councillors are asked for than a ward has seats")
        return self


class SecondApprovalEntry(Entry):
    """Who else approves, above an amount in pence."""

    code: Code
    role: Code
    over_amount: Amount | None = None


class PaymentEntry(Entry):
    """How money is paid."""

    bases: Annotated[tuple[Code, ...], Field(min_length=1)]
    evidence_for: tuple[Code, ...]
    two_people: Annotated[bool, Field(strict=True)]

    @model_validator(mode="after")
    def _evidence_is_for_a_basis(self) -> Self:
        if unknown := set(self.evidence_for) - set(self.bases):
            raise ValueError(f"evidence_for names no basis: {', '.join(sorted(unknown))}")
        return self


class WardEndsEntry(Entry):
    """What becomes of the account of a ward that ends."""

    account_closes: Literal["end-of-cycle", "last-day"]
    money_moves_to: Literal["successors", "any-ward", "nowhere"]


class PolicyFile(Entry):
    """A whole policy file as it stands on disk."""

    code: Code
    title: Words
    sources: Annotated[tuple[Words, ...], Field(min_length=1)]
    assumptions: tuple[Words, ...]
    valid_from: date
    valid_until: date | None
    wards: WardsEntry
    neighbourhood_officers: Small
    allocation: AllocationEntry
    cycle: CycleEntry
    applicants: Annotated[
        tuple[Literal["resident", "group", "organisation"], ...], Field(min_length=1)
    ]
    notice: tuple[NoticeEntry, ...]
    criteria: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    decision: DecisionEntry
    approvals: tuple[SecondApprovalEntry, ...]
    payment: PaymentEntry
    follow_up_months: tuple[Positive, ...]
    ward_ends: WardEndsEntry

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise ValueError("valid_until lies before valid_from")
        for name, codes in (
            ("criteria", self.criteria),
            ("approvals", tuple(one.code for one in self.approvals)),
        ):
            if len(set(codes)) != len(codes):
                raise ValueError(f"{name} names one thing twice")
        return self

    def policy(self) -> domain.Policy:
        """The policy that the file describes."""
        approval = self.decision.approval
        rule = self.decision.model_dump(exclude={"approval"})
        return domain.Policy(
            code=self.code,
            title=self.title,
            sources=self.sources,
            assumptions=self.assumptions,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            wards_number=self.wards.number,
            wards_on=self.wards.on,
            neighbourhood_officers=self.neighbourhood_officers,
            per_ward=self.allocation.per_ward,
            carry_over=self.allocation.carry_over,
            cycle=domain.Cycle(
                FinancialYear.parse(self.cycle.first_financial_year), self.cycle.years
            ),
            applicants=frozenset(self.applicants),
            notice=tuple(domain.Notice(**one.model_dump()) for one in self.notice),
            criteria=self.criteria,
            decision=domain.DecisionRule(
                **rule, approval=domain.Approval(approval.kind, approval.number or 0)
            ),
            approvals=tuple(domain.SecondApproval(**one.model_dump()) for one in self.approvals),
            payment=domain.PaymentRule(
                frozenset(self.payment.bases),
                frozenset(self.payment.evidence_for),
                self.payment.two_people,
            ),
            follow_up_months=self.follow_up_months,
            account_closes=self.ward_ends.account_closes,
            money_moves_to=self.ward_ends.money_moves_to,
        )


def read_policy(path: Path) -> domain.Policy:
    """Reads one policy file; raises :class:`InvalidPolicy` or ``OSError``."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_each_name_once)
    except ValueError as error:
        raise InvalidPolicy(f"{path.name} is not JSON in UTF-8: {error}") from error
    try:
        return PolicyFile.model_validate(found).policy()
    except ValidationError as error:
        raise InvalidPolicy(f"{path.name}: {_told(error)}") from error


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if doubled := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"given twice: {', '.join(sorted(doubled))}")
    return dict(pairs)


def _told(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in found['loc']) or 'the file'}: "
        f"{found['msg'].removeprefix('Value error, ')}"
        for found in error.errors(include_url=False)
    )
