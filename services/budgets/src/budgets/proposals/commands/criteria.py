"""The criteria of the policy are judged, each with a reason."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText, LongText
from sqlalchemy import delete, insert

from budgets.approvals.domain import who_approved_stays_out
from budgets.approvals.tables import approvals_of
from budgets.chronology import comes_after
from budgets.policy.rulebook import rulebook_of
from budgets.proposals import domain, tables
from budgets.proposals.access import lock_in_own_ward
from budgets.proposals.publishing import tell_assessed


class JudgementGiven(BaseModel):
    """One criterion, met or not, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    criterion: CodeText
    judgement: Literal["met", "not-met"]
    reason: LongText


class AssessCriteria(Command):
    """Judge a proposal by all criteria."""

    judgements: Annotated[tuple[JudgementGiven, ...], Field(min_length=1, max_length=20)]


class Assessed(BaseModel):
    """Whether all criteria are met."""

    proposal_id: UUID
    all_met: bool


async def assess_criteria(uow: UnitOfWork, proposal_id: UUID, command: AssessCriteria) -> Assessed:
    """Stores the judgements, in place of earlier ones."""
    day = command.occurred(uow)
    proposal = await lock_in_own_ward(uow, proposal_id)
    domain.is_at_the_stage("assess", proposal.state)
    comes_after(day, domain.steps_so_far(proposal))
    approvers = [one.given_by for one in await approvals_of(uow.connection, proposal_id)]
    who_approved_stays_out(uow.actor.identifier, approvers)
    policy = rulebook_of(uow).policy(proposal.policy)
    judged = [domain.Judgement(**one.model_dump()) for one in command.judgements]
    all_met = domain.every_criterion_is_judged(policy.criteria, judged)
    table = tables.judgements
    await uow.connection.execute(delete(table).where(table.c.proposal_id == proposal_id))
    await uow.connection.execute(
        insert(table),
        [{"proposal_id": proposal_id, **one.model_dump()} for one in command.judgements],
    )
    await tables.change(
        uow.connection,
        proposal_id,
        state="assessed",
        assessed_on=day,
        assessed_by=uow.actor.identifier,
    )
    await tell_assessed(uow, proposal, judged, all_met, day)
    return Assessed(proposal_id=proposal_id, all_met=all_met)
