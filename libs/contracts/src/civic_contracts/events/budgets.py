"""What the budgets service tells: money, from a ward's allocation to a finished project.

Subjects: a ward account is its ward's code; everything else has an id of its own.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from civic_contracts.envelope import Event
from civic_contracts.events.agreements import (
    AgreementConditionMet,
    AgreementEnded,
    AgreementEvent,
    AgreementMonitoringRecorded,
    AgreementPaymentMade,
    AgreementPaymentRepaid,
    AgreementResumed,
    AgreementSigned,
    AgreementSuspended,
)
from civic_contracts.events.ledger import LedgerPosted
from civic_contracts.events.money import (
    AwardCondition,
    CostLine,
    CriterionJudgement,
    VolunteerRole,
    Wards,
    WardShares,
    WardTally,
)
from civic_contracts.events.projects import (
    ProjectCompleted,
    ProjectContinued,
    ProjectEvent,
    ProjectReplicated,
    ProjectSustained,
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
    OrganisationName,
    PublicText,
)

__all__ = [
    "AgreementConditionMet",
    "AgreementEnded",
    "AgreementEvent",
    "AgreementMonitoringRecorded",
    "AgreementPaymentMade",
    "AgreementPaymentRepaid",
    "AgreementResumed",
    "AgreementSigned",
    "AgreementSuspended",
    "AwardMade",
    "AwardRevoked",
    "LedgerPosted",
    "ProjectCompleted",
    "ProjectContinued",
    "ProjectEvent",
    "ProjectReplicated",
    "ProjectSustained",
    "ProposalCriteriaAssessed",
    "ProposalDecided",
    "ProposalDeclined",
    "ProposalEvent",
    "ProposalOpened",
    "ProposalResearched",
    "ProposalTextWithdrawn",
    "ProposalWithdrawn",
]


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
    """A neighbourhood officer researched and costed it.

    Where the financial year is said, the days and the applicant's numbers are as they are known by
    now; an empty one means that there is none.
    """

    cost: Amount
    lines: Annotated[tuple[CostLine, ...], Field(max_length=100)] = ()
    ward_shares: WardShares
    organisation: OrganisationName | None = None
    summary: PublicText | None = None
    financial_year: FinancialYear | None = None
    starts_on: Date | None = None
    ends_on: Date | None = None
    charity_number: CharityNumber | None = None
    company_number: CompanyNumber | None = None


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
