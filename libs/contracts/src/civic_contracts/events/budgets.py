"""What the budgets service tells: money, from a ward's allocation to a finished project.

Subjects: a ward account is its ward's code; everything else has an id of its own.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from civic_contracts.envelope import Event
from civic_contracts.events.ledger import LedgerPosted as LedgerPosted
from civic_contracts.events.money import (
    AwardCondition,
    CostLine,
    CriterionJudgement,
    Instalment,
    Prize,
    VolunteerRole,
    Wards,
    WardShares,
    WardTally,
)
from civic_contracts.fields import (
    Amount,
    CharityNumber,
    Code,
    CompanyNumber,
    Count,
    Date,
    FinancialYear,
    Flag,
    Id,
    Measure,
    OrganisationName,
    PublicText,
    WardCode,
)


class ProposalEvent(Event):
    """What happened to one proposal; ``referral_id`` is the referral of its idea that opened it."""

    proposal_id: Id
    idea_id: Id | None = None
    referral_id: Id | None = None


class ProposalOpened(ProposalEvent, type="civic.budgets.proposal.opened.v1"):
    """A proposal for ward money came in, from an idea or direct."""

    origin: Code
    title: PublicText
    summary: PublicText | None = None
    wards: Wards
    theme: Code
    area: Code | None = None
    policy: Code
    financial_year: FinancialYear
    estimated: Amount | None = None
    organisation: OrganisationName | None = None


class ProposalResearched(ProposalEvent, type="civic.budgets.proposal.researched.v1"):
    """A neighbourhood officer researched and costed it."""

    cost: Amount
    lines: Annotated[tuple[CostLine, ...], Field(max_length=100)] = ()
    ward_shares: WardShares
    organisation: OrganisationName | None = None
    summary: PublicText | None = None


class ProposalCriteriaAssessed(ProposalEvent, type="civic.budgets.proposal.criteria-assessed.v1"):
    """The six criteria were judged, each with a reason."""

    judgements: Annotated[tuple[CriterionJudgement, ...], Field(min_length=1, max_length=20)]
    all_met: Flag


class ProposalDeclined(ProposalEvent, type="civic.budgets.proposal.declined.v1"):
    """It ended before a decision: not eligible, a criterion not met, no money."""

    reason: Code
    reasons: PublicText


class ProposalWithdrawn(ProposalEvent, type="civic.budgets.proposal.withdrawn.v1"):
    """The applicant took it back."""

    reason: Code


class ProposalDecided(ProposalEvent, type="civic.budgets.proposal.decided.v1"):
    """Councillors or residents decided: approved, declined or returned."""

    outcome: Code
    method: Code
    amount: Amount
    tallies: Annotated[tuple[WardTally, ...], Field(max_length=100)] = ()
    reasons: PublicText


class ProposalTextWithdrawn(ProposalEvent, type="civic.budgets.proposal.text-withdrawn.v1"):
    """The public texts of these events, of the proposal and what followed, are to be erased.

    ``title`` is what the proposal is called instead, where its words were replaced; ``project_id``
    is given where it was awarded money.
    """

    event_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=1000)]
    reason: Code
    title: PublicText | None = None
    project_id: Id | None = None


class AwardMade(Event, type="civic.budgets.award.made.v1"):
    """Money was awarded, and the project it pays for begins.

    Everything that others need to staff, show and follow it; shares of wards sum to the amount.
    ``group_id`` is given where a registered group applied under its own name.
    """

    award_id: Id
    proposal_id: Id
    project_id: Id
    idea_id: Id | None = None
    group_id: Id | None = None
    title: PublicText
    purpose: PublicText | None = None
    theme: Code
    area: Code | None = None
    financial_year: FinancialYear
    ward_shares: WardShares
    amount: Amount
    match_funding: Amount = 0
    organisation: OrganisationName
    charity_number: CharityNumber | None = None
    company_number: CompanyNumber | None = None
    conditions: Annotated[tuple[AwardCondition, ...], Field(max_length=50)] = ()
    volunteer_places: Count = 0
    volunteer_roles: Annotated[tuple[VolunteerRole, ...], Field(max_length=50)] = ()
    starts_on: Date | None = None
    ends_on: Date | None = None

    @model_validator(mode="after")
    def _shares_sum_to_the_amount(self) -> Self:
        if sum(share.amount for share in self.ward_shares) != self.amount:
            raise ValueError("the shares of the wards sum to the amount")
        return self


class AwardRevoked(Event, type="civic.budgets.award.revoked.v1"):
    """An award was taken back before anybody had signed: its project does not take place.

    ``amount``, the shares and ``match_funding`` are what the award had been.
    """

    award_id: Id
    proposal_id: Id
    project_id: Id
    idea_id: Id | None = None
    organisation: OrganisationName
    financial_year: FinancialYear
    ward_shares: WardShares
    amount: Amount
    match_funding: Amount = 0
    reason: Code


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


class ProjectEvent(Event):
    """What became of one funded project."""

    project_id: Id
    award_id: Id
    idea_id: Id | None = None


class ProjectCompleted(ProjectEvent, type="civic.budgets.project.completed.v1"):
    """The project did what it was funded for."""

    title: PublicText
    theme: Code
    wards: Wards
    organisation: OrganisationName
    spent: Amount
    measures: Annotated[tuple[Measure, ...], Field(max_length=50)] = ()
    summary: PublicText | None = None


class ProjectSustained(ProjectEvent, type="civic.budgets.project.sustained.v1"):
    """Is it still going, so many months after? Asked at 6 and at 12."""

    months_after: Count
    still_going: Flag
    organisation: OrganisationName | None = None
    summary: PublicText | None = None


class ProjectContinued(ProjectEvent, type="civic.budgets.project.continued.v1"):
    """Somebody else funds it from now on; the amount is not always told."""

    funder: OrganisationName
    amount: Amount | None = None
    summary: PublicText | None = None


class ProjectReplicated(ProjectEvent, type="civic.budgets.project.replicated.v1"):
    """Another ward takes the project up as its own: planned or started."""

    ward: WardCode
    stage: Code
    replica_idea_id: Id | None = None
    replica_proposal_id: Id | None = None
    summary: PublicText | None = None
