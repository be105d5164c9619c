"""A proposal comes in: from a referred idea, direct, or as the replica of a finished project."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel, Field
from servicekit import NotFound, Role, UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText, LongText, Text, WardText
from sqlalchemy import insert

from budgets.awards.tables import read_award
from budgets.chronology import comes_after
from budgets.groups import tables as groups
from budgets.ledger.ward_life import ward_can_pay
from budgets.money import AmountOrNothing
from budgets.policy.domain import Policy
from budgets.policy.domain.financial_year import FinancialYear
from budgets.policy.rulebook import Rulebook, rulebook_of
from budgets.projects.domain import takes_place
from budgets.projects.replicas import note_replicas
from budgets.projects.tables import lock_project
from budgets.proposals import domain, tables
from budgets.proposals.access import lock_in_own_ward
from budgets.proposals.applicant import Applicant
from budgets.proposals.publishing import tell_opened

ApplicantKind = Literal["resident", "group", "organisation"]
OrganisationText = Annotated[Text, Field(max_length=200)]
CharityText = Annotated[str, Field(pattern=r"^(SC|NIC)?[0-9]{5,8}(-[0-9]{1,4})?$", max_length=16)]
CompanyText = Annotated[
    str, Field(pattern=r"^([0-9]{8}|[A-Z]{2}[0-9]{6}|[A-Z]{2}[0-9]{5}[A-Z])$", max_length=8)
]


class OpenProposal(Command):
    """Apply for ward money."""

    title: Text
    summary: LongText | None = None
    wards: Annotated[tuple[WardText, ...], Field(min_length=1, max_length=50)]
    theme: CodeText
    area: CodeText | None = None
    estimated: AmountOrNothing | None = None
    applicant_kind: ApplicantKind = "organisation"
    organisation: OrganisationText | None = None
    charity_number: CharityText | None = None
    company_number: CompanyText | None = None
    group_id: UUID | None = None
    replica_of: UUID | None = None


class AcceptProposal(Command):
    """The words of a group's proposal are fit to be published."""


class ProposalMade(BaseModel):
    """The proposal and its state."""

    proposal_id: UUID
    state: str


async def open_proposal(uow: UnitOfWork, command: OpenProposal) -> ProposalMade:
    """Takes a proposal in; a group's own words wait until a moderator has read them."""
    book, day = rulebook_of(uow), command.occurred(uow)
    policy = book.policy_for(day)
    _check_codes(book, command)
    domain.every_ward_once(command.wards)
    for place, ward in enumerate(command.wards):
        ward_can_pay(book, policy, ward, day, f"/wards/{place}")
    values = command.model_dump(exclude={"occurred_on", "late_reason", "wards"})
    if command.group_id is not None:
        values |= asdict(await registered(uow, command.group_id, command.applicant_kind))
    if command.replica_of is not None:
        await _check_replica(uow, command.replica_of, day)
    own_words = not uow.actor.has(Role.NEIGHBOURHOOD_OFFICER, Role.OPERATOR)
    row = await enter(
        uow,
        policy,
        day,
        id=uuid4(),
        state="submitted" if own_words else "opened",
        origin="direct" if command.replica_of is None else "replication",
        wards=list(command.wards),
        **values,
    )
    await _tell_of_replica(uow, row, day)
    return ProposalMade(proposal_id=row.id, state=row.state)


async def accept_proposal(
    uow: UnitOfWork, proposal_id: UUID, command: AcceptProposal
) -> ProposalMade:
    """Publishes a group's proposal, as of the day on which it came in."""
    day = command.occurred(uow)
    proposal = await lock_in_own_ward(uow, proposal_id)
    comes_after(day, {"came in": proposal.opened_on})
    domain.is_at_the_stage("accept", proposal.state)
    await tables.change(uow.connection, proposal_id, state="opened", words_read=True)
    await tell_opened(uow, proposal)
    await _tell_of_replica(uow, proposal, proposal.opened_on, published=True)
    return ProposalMade(proposal_id=proposal_id, state="opened")


async def enter(uow: UnitOfWork, policy: Policy, day: date, **values: Any) -> Any:
    """Stores a proposal and, unless its words must be read first, tells of it."""
    made = await uow.connection.execute(
        insert(tables.proposals)
        .values(
            policy=policy.code,
            words_read=values["state"] == "opened",
            financial_year=str(FinancialYear.of(day)),
            opened_on=day,
            opened_by=uow.actor.identifier,
            original_idea_id=values.get("idea_id"),
            **values,
        )
        .returning(tables.proposals)
    )
    row = made.one()
    if row.state == "opened":
        await tell_opened(uow, row)
    return row


async def _check_replica(uow: UnitOfWork, project_id: UUID, day: date) -> None:
    try:
        project = await lock_project(uow.connection, project_id)
    except NotFound as error:
        raise Unprocessable("There is no such project.", pointer="/replica_of") from error
    takes_place(project.state)
    award = await read_award(uow.connection, project.award_id)
    comes_after(day, {"was awarded": award.awarded_on})


async def _tell_of_replica(
    uow: UnitOfWork, proposal: Any, day: date, *, published: bool = False
) -> None:
    """A published proposal that replicates a project is told of there, for each new ward."""
    if proposal.replica_of is not None and (published or proposal.state == "opened"):
        await note_replicas(uow, proposal.replica_of, proposal.wards, proposal.id, day)


async def registered(uow: UnitOfWork, group_id: UUID, kind: str) -> Applicant:
    """A known group that has not ended, as it stands in the register."""
    group = await groups.find(uow.connection, group_id)
    if group is None:
        raise Unprocessable("This group is not known here.", pointer="/group_id")
    if group.closed_on is not None:
        raise domain.GroupHasClosed
    return Applicant(
        applicant_kind=kind,
        organisation=group.organisation,
        charity_number=group.charity_number,
        company_number=group.company_number,
        group_id=group_id,
    )


def _check_codes(book: Rulebook, command: OpenProposal) -> None:
    if command.theme not in book.council.themes:
        raise Unprocessable("This theme is not in the reference data.", pointer="/theme")
    if command.area is not None and command.area not in book.council.areas:
        raise Unprocessable("This area is not in the reference data.", pointer="/area")
