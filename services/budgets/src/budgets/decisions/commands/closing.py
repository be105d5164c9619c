"""A decision is closed once no vote can change it, and told with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import LongText
from sqlalchemy import update

from budgets.chronology import comes_after
from budgets.decisions import tables
from budgets.decisions.commands.voting import open_decision_of
from budgets.decisions.domain import Outcome, outcome_of, year_has_not_ended
from budgets.decisions.publishing import tell_decided
from budgets.decisions.tallying import WardStanding, day_reached, keep_tallies, standings
from budgets.ledger.domain import RESERVED, release
from budgets.ledger.posting import post, release_all
from budgets.policy.domain import DecisionRule
from budgets.policy.domain.financial_year import FinancialYear
from budgets.policy.rulebook import rulebook_of
from budgets.proposals.access import lock_in_own_ward
from budgets.proposals.domain import is_at_the_stage
from budgets.proposals.tables import change, purpose_of

STATE_AFTER: Mapping[Outcome, str] = {
    "approved": "approved",
    "declined": "declined",
    "returned": "opened",
}


class CloseDecision(Command):
    """Say what was decided, and why."""

    reasons: LongText


class Decided(BaseModel):
    """Approved, declined or returned to be costed anew; the amount in pence."""

    proposal_id: UUID
    outcome: str
    amount: int


async def close_decision(uow: UnitOfWork, proposal_id: UUID, command: CloseDecision) -> Decided:
    """Counts, releases what was not approved, and tells the decision.

    Nothing is approved out of a year that has ended: such a proposal is withdrawn.
    """
    day = command.occurred(uow)
    proposal = await lock_in_own_ward(uow, proposal_id)
    is_at_the_stage("vote", proposal.state)
    decision = await open_decision_of(uow, proposal_id)
    reached = await day_reached(uow.connection, decision)
    comes_after(day, {"was put to the councillors, or voted on last,": reached})
    rule = rulebook_of(uow).policy(proposal.policy).decision
    known = await standings(uow.connection, decision, rule, day)
    standing = {ward: one.tally.standing for ward, one in known.items()}
    outcome = outcome_of(rule, standing, rulebook_of(uow).ward_name)
    if outcome == "approved":
        year_has_not_ended(FinancialYear.parse(proposal.financial_year), day)
    approved = {ward: one.amount for ward, one in known.items() if _pays(one, outcome)}
    amount = sum(approved.values())
    await _store(uow, decision, known, outcome, _method(rule, known), amount, command, day)
    ended = {"ended_on": day, "reason": "not-approved"} if outcome == "declined" else {}
    await change(uow.connection, proposal_id, state=STATE_AFTER[outcome], **ended)
    await _release_rest(uow, proposal, known, approved, day)
    await tell_decided(
        uow,
        proposal,
        known,
        decision_id=decision.id,
        outcome=outcome,
        method=_method(rule, known),
        amount=amount,
        reasons=command.reasons,
        day=day,
    )
    return Decided(proposal_id=proposal_id, outcome=outcome, amount=amount)


def _pays(standing: WardStanding, outcome: Outcome) -> bool:
    return outcome == "approved" and standing.tally.standing == "approved"


def _method(rule: DecisionRule, known: Mapping[str, WardStanding]) -> str:
    """The body that it was referred to, unless the councillors could decide after all."""
    referred = (one.was_referred and not one.tally.decides_itself for one in known.values())
    return rule.refer_to if any(referred) else rule.method


async def _store(
    uow: UnitOfWork,
    decision: Any,
    known: Mapping[str, WardStanding],
    outcome: Outcome,
    method: str,
    amount: int,
    command: CloseDecision,
    day: date,
) -> None:
    await keep_tallies(uow.connection, decision.id, known)
    for ward, one in known.items():
        table = tables.decision_wards
        await uow.connection.execute(
            update(table)
            .where(table.c.decision_id == decision.id, table.c.ward == ward)
            .values(outcome=one.tally.standing)
        )
    await uow.connection.execute(
        update(tables.decisions)
        .where(tables.decisions.c.id == decision.id)
        .values(
            state="closed",
            outcome=outcome,
            method=method,
            amount=amount,
            reasons=command.reasons,
            decided_on=day,
        )
    )


async def _release_rest(
    uow: UnitOfWork,
    proposal: Any,
    known: Mapping[str, WardStanding],
    approved: Mapping[str, int],
    day: date,
) -> None:
    """What the wards do not pay after all is available again."""
    purpose = purpose_of(proposal)
    if not approved:
        await release_all(uow, purpose, held=RESERVED, occurred_on=day, reason="not-approved")
        return
    for ward, one in known.items():
        if ward not in approved:
            movement = release(ward, proposal.financial_year, one.amount, held=RESERVED)
            await post(uow, movement, occurred_on=day, purpose=purpose, reason="not-approved")
