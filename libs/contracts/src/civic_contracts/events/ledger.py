"""What the budgets service tells of its ledger; ``budgets`` has this event with the others."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from civic_contracts.envelope import Event
from civic_contracts.fields import Code, FinancialYear, Id, OrganisationName, Posting, WardCode


class LedgerPosted(Event, type="civic.budgets.ward-account.ledger-posted.v1"):
    """One balanced transaction of a ward's account.

    Kinds: allocation, reservation, commitment, payment, release, redirection, carry-over,
    match-funding, sponsorship, correction. The figures of money anywhere are the fold of these
    events alone. A correction books back what the transaction that it ``corrects`` booked, whole
    or in part.
    """

    subject_field: ClassVar[str] = "ward"

    transaction_id: Id
    ward: WardCode
    kind: Code
    financial_year: FinancialYear
    proposal_id: Id | None = None
    award_id: Id | None = None
    project_id: Id | None = None
    idea_id: Id | None = None
    theme: Code | None = None
    organisation: OrganisationName | None = None
    corrects: Id | None = None
    postings: Annotated[tuple[Posting, ...], Field(min_length=2, max_length=200)]

    @model_validator(mode="after")
    def _balanced(self) -> Self:
        if sum(posting.amount for posting in self.postings) != 0:
            raise ValueError("the postings of a transaction sum to zero")
        return self
