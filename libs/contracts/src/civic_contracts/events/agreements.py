"""What the budgets service tells about agreements: signed, paid, monitored and ended."""

from typing import Annotated

from pydantic import Field

from civic_contracts.envelope import Event
from civic_contracts.events.money import Instalment, Prize, WardShares
from civic_contracts.fields import (
    Amount,
    Code,
    Date,
    FinancialYear,
    Id,
    Measure,
    OrganisationName,
    PublicText,
)


class AgreementEvent(Event):
    """What happened under one agreement."""

    agreement_id: Id
    award_id: Id
    project_id: Id
    idea_id: Id | None = None


class AgreementSigned(AgreementEvent, type="civic.budgets.agreement.signed.v1"):
    """Council and organisation agreed; payment in advance, in arrears, by milestones or results."""

    organisation: OrganisationName
    amount: Amount
    payment_basis: Code
    instalments: Annotated[tuple[Instalment, ...], Field(max_length=100)] = ()
    starts_on: Date | None = None
    ends_on: Date | None = None


class AgreementConditionMet(AgreementEvent, type="civic.budgets.agreement.condition-met.v1"):
    """A condition of the award was met; ``evidence`` says how that is known."""

    condition: Code
    evidence: PublicText | None = None


class AgreementPaymentMade(AgreementEvent, type="civic.budgets.agreement.payment-made.v1"):
    """The organisation was paid; ``paid_to_date`` includes this payment."""

    payment_id: Id
    amount: Amount
    paid_to_date: Amount
    organisation: OrganisationName
    ward_shares: WardShares
    financial_year: FinancialYear
    instalment: Code | None = None


class AgreementPaymentRepaid(AgreementEvent, type="civic.budgets.agreement.payment-repaid.v1"):
    """Money of a payment came back, because it bounced or was repaid.

    ``paid_to_date`` is what is paid without it. It can be paid again under the agreement; where
    that had ended, ``released`` of it went back to the wards.
    """

    payment_id: Id
    amount: Amount
    paid_to_date: Amount
    released: Amount = 0
    organisation: OrganisationName
    ward_shares: WardShares
    financial_year: FinancialYear
    instalment: Code | None = None


class AgreementMonitoringRecorded(
    AgreementEvent, type="civic.budgets.agreement.monitoring-recorded.v1"
):
    """What a visit, a report or an evening showed, in figures."""

    kind: Code
    measures: Annotated[tuple[Measure, ...], Field(max_length=50)]
    summary: PublicText | None = None
    prizes: Annotated[tuple[Prize, ...], Field(max_length=20)] = ()


class AgreementSuspended(AgreementEvent, type="civic.budgets.agreement.suspended.v1"):
    """Payments stop until something is put right."""

    reason: Code
    reasons: PublicText | None = None


class AgreementResumed(AgreementEvent, type="civic.budgets.agreement.resumed.v1"):
    """What was wrong has been put right: payments go on."""


class AgreementEnded(AgreementEvent, type="civic.budgets.agreement.ended.v1"):
    """The agreement is over; what was not paid was released to the wards."""

    reason: Code
    paid: Amount
    released: Amount
