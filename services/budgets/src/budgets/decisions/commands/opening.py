"""A decision is opened, and the money that it is about is set aside."""

from __future__ import annotations

from uuid import UUID, uuid4

from pydantic import BaseModel
from servicekit import UnitOfWork
from servicekit.web import Command
from sqlalchemy import insert

from budgets.chronology import comes_after
from budgets.decisions.domain import year_has_not_ended
from budgets.decisions.tables import decision_wards, decisions, latest_decision
from budgets.ledger.domain import reservation
from budgets.ledger.posting import post
from budgets.policy.domain.financial_year import FinancialYear
from budgets.proposals import tables
from budgets.proposals.access import lock_in_own_ward
from budgets.proposals.committing import may_be_committed
from budgets.proposals.domain import every_criterion_is_met, is_at_the_stage


class OpenDecision(Command):
    """Put a proposal to the councillors of its wards."""


class DecisionOpened(BaseModel):
    """The decision."""

    decision_id: UUID


async def open_decision(
    uow: UnitOfWork, proposal_id: UUID, command: OpenDecision
) -> DecisionOpened:
    """Reserves every ward's share and opens the decision; no ward can promise what it has not."""
    day = command.occurred(uow)
    proposal = await lock_in_own_ward(uow, proposal_id)
    is_at_the_stage("open-decision", proposal.state)
    earlier = await latest_decision(uow.connection, proposal_id)
    comes_after(
        day,
        {
            "was judged": proposal.assessed_on,
            "was decided before": earlier.decided_on if earlier else None,
        },
    )
    judged = await tables.judgements_of(uow.connection, proposal_id)
    every_criterion_is_met(judged.values())
    year_has_not_ended(FinancialYear.parse(proposal.financial_year), day)
    shares = await tables.shares_of(uow.connection, proposal_id)
    await may_be_committed(
        uow, proposal, shares, day, starts_on=proposal.starts_on, group_id=proposal.group_id
    )
    decision_id = uuid4()
    await uow.connection.execute(
        insert(decisions).values(
            id=decision_id, proposal_id=proposal_id, state="open", opened_on=day
        )
    )
    for ward, amount in shares.items():
        await uow.connection.execute(
            insert(decision_wards).values(decision_id=decision_id, ward=ward, amount=amount)
        )
        movement = reservation(ward, proposal.financial_year, amount)
        await post(uow, movement, occurred_on=day, purpose=tables.purpose_of(proposal))
    await tables.change(uow.connection, proposal_id, state="deciding")
    return DecisionOpened(decision_id=decision_id)
