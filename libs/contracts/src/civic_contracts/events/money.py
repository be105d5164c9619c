"""Shapes that several budgets events share: shares of wards, votes, instalments, conditions."""

from typing import Annotated

from pydantic import Field

from civic_contracts.fields import (
    Amount,
    Code,
    Count,
    Date,
    OrganisationName,
    PublicText,
    Record,
    WardCode,
    WardShare,
)

Wards = Annotated[tuple[WardCode, ...], Field(min_length=1, max_length=100)]
WardShares = Annotated[tuple[WardShare, ...], Field(min_length=1, max_length=100)]


class CostLine(Record):
    """One line of what something costs, in pence."""

    title: PublicText
    amount: Amount


class CriterionJudgement(Record):
    """One of the six ward-budget criteria, met or not, and why."""

    criterion: Code
    judgement: Code
    reason: PublicText


class WardTally(Record):
    """How the councillors of one ward decided; numbers only, the minutes name them."""

    ward: WardCode
    seats: Count
    required: Count
    in_favour: Count
    against: Count
    abstained: Count = 0
    interests_declared: Count = 0


class AwardCondition(Record):
    """What the award asks for, and by when."""

    code: Code
    title: PublicText
    due_on: Date | None = None


class Instalment(Record):
    """A planned payment, in pence."""

    code: Code
    amount: Amount
    due_on: Date | None = None


class VolunteerRole(Record):
    """A role that a funded project wants volunteers for."""

    code: Code
    title: PublicText
    places: Count
    check_level: Code = "none"


class Prize(Record):
    """What was won, and by which organisation."""

    code: Code
    organisation: OrganisationName
