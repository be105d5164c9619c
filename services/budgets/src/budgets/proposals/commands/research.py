"""A neighbourhood officer finds out what it would cost, and which ward would pay what."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from servicekit import UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import Day, LongText, Text, WardText
from sqlalchemy import delete, insert

from budgets.approvals.domain import who_approved_stays_out
from budgets.approvals.tables import approvals_of, forget_approvals
from budgets.chronology import comes_after
from budgets.money import Amount, AmountOrNothing, YearText
from budgets.policy.domain import Policy, applicant_may_be_funded
from budgets.policy.rulebook import rulebook_of
from budgets.proposals import domain, tables
from budgets.proposals.access import lock_in_own_ward
from budgets.proposals.applicant import Applicant
from budgets.proposals.commands.opening import (
    ApplicantKind,
    CharityText,
    CompanyText,
    OrganisationText,
    registered,
)
from budgets.proposals.committing import may_be_committed
from budgets.proposals.publishing import tell_researched


class Line(BaseModel):
    """One line of the cost, in pence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    amount: AmountOrNothing


class Share(BaseModel):
    """What one ward would pay, in pence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ward: WardText
    amount: Amount


class Research(Command):
    """Cost a proposal."""

    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=100)]
    ward_shares: Annotated[tuple[Share, ...], Field(min_length=1, max_length=50)]
    organisation: OrganisationText | None = None
    applicant_kind: ApplicantKind | None = None
    charity_number: CharityText | None = None
    company_number: CompanyText | None = None
    group_id: UUID | None = None
    summary: LongText | None = None
    financial_year: YearText | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    notes: LongText | None = None


class Researched(BaseModel):
    """The cost in pence."""

    proposal_id: UUID
    cost: int


async def research(uow: UnitOfWork, proposal_id: UUID, command: Research) -> Researched:
    """Stores lines and shares; what was judged or approved on other figures is forgotten."""
    book, day = rulebook_of(uow), command.occurred(uow)
    proposal = await lock_in_own_ward(uow, proposal_id)
    domain.is_at_the_stage("research", proposal.state)
    comes_after(day, domain.steps_so_far(proposal))
    approvers = [one.given_by for one in await approvals_of(uow.connection, proposal_id)]
    who_approved_stays_out(uow.actor.identifier, approvers)
    policy = book.policy(proposal.policy)
    shares = [(share.ward, share.amount) for share in command.ward_shares]
    cost = domain.cost_of((line.amount for line in command.lines), shares)
    found = await _about_the_applicant(uow, proposal, policy, command)
    _check_days(command)
    await may_be_committed(
        uow,
        proposal,
        dict(shares),
        day,
        starts_on=command.starts_on,
        group_id=found["group_id"],
        pointer="/ward_shares/{}/ward",
    )
    await tables.change(
        uow.connection,
        proposal_id,
        state="researched",
        cost=cost,
        wards=[ward for ward, _ in shares],
        financial_year=command.financial_year or proposal.financial_year,
        starts_on=command.starts_on,
        ends_on=command.ends_on,
        notes=command.notes,
        researched_on=day,
        researched_by=uow.actor.identifier,
        **found,
    )
    await _replace_figures(uow, proposal_id, command)
    known = await tables.read(uow.connection, proposal_id)
    lines = [(line.title, line.amount) for line in command.lines]
    await tell_researched(uow, known, lines, dict(shares), command.summary, day)
    return Researched(proposal_id=proposal_id, cost=cost)


async def _about_the_applicant(
    uow: UnitOfWork, proposal: Any, policy: Policy, command: Research
) -> dict[str, Any]:
    """Who applies: who is named now, else who was known; it must be one the policy funds."""
    known = Applicant.of(proposal)
    if command.group_id is not None:
        found = await registered(uow, command.group_id, command.applicant_kind or "group")
    else:
        found = known.replaced_by(
            Applicant(
                applicant_kind=command.applicant_kind or known.applicant_kind,
                organisation=command.organisation,
                charity_number=command.charity_number,
                company_number=command.company_number,
            )
        )
    if not found.organisation:
        raise domain.ApplicantHasNoName
    applicant_may_be_funded(policy, found.applicant_kind)
    return asdict(found)


def _check_days(command: Research) -> None:
    starts_on, ends_on = command.starts_on, command.ends_on
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise Unprocessable("It ends before it begins.", pointer="/ends_on")


async def _replace_figures(uow: UnitOfWork, proposal_id: UUID, command: Research) -> None:
    for table in (tables.lines, tables.shares, tables.judgements):
        await uow.connection.execute(delete(table).where(table.c.proposal_id == proposal_id))
    await forget_approvals(uow.connection, proposal_id)
    await uow.connection.execute(
        insert(tables.lines),
        [
            {"proposal_id": proposal_id, "position": place, **line.model_dump()}
            for place, line in enumerate(command.lines)
        ],
    )
    await uow.connection.execute(
        insert(tables.shares),
        [{"proposal_id": proposal_id, **share.model_dump()} for share in command.ward_shares],
    )
