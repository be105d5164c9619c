"""What anyone may ask about an agreement; who signed, asked and paid is not said.

Why a payment was refused may name people: the parties and officials read it, and no event says it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from servicekit import Actor
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.agreements import tables
from budgets.awards.tables import conditions_of, shares_of
from budgets.payments.tables import payments_of
from budgets.policies import may_see_payments

PRIVATE = frozenset(
    {"signed_by", "requested_by", "settled_by", "recorded_by", "evidence", "reason", "two_people"}
)


async def agreement(
    connection: AsyncConnection, agreement_id: UUID, actor: Actor
) -> dict[str, Any]:
    """An agreement with its instalments, conditions, payments and monitoring, or ``NotFound``."""
    bound = await tables.read_agreement(connection, agreement_id)
    told = reads_reasons(actor, bound.proposal)
    conditions = await conditions_of(connection, bound.award.id)
    return {
        **_public(bound.agreement),
        "project_id": bound.award.project_id,
        "proposal_id": bound.proposal.id,
        "idea_id": bound.proposal.idea_id,
        "title": bound.proposal.title,
        "organisation": bound.award.organisation,
        "financial_year": bound.proposal.financial_year,
        "policy": bound.proposal.policy,
        "ward_shares": [
            {"ward": ward, "amount": amount}
            for ward, amount in (await shares_of(connection, bound.award.id)).items()
        ],
        "instalments": [
            _public(one) for one in await tables.instalments_of(connection, agreement_id)
        ],
        "conditions": [{**_public(one), "evidence": one.evidence} for one in conditions],
        "payments": [
            {**_public(one), **({"reason": one.reason} if told else {})}
            for one in await payments_of(connection, agreement_id)
        ],
        "monitoring": [
            _public(one) for one in await tables.monitoring_of(connection, agreement_id)
        ],
    }


def reads_reasons(actor: Actor, proposal: Row[Any]) -> bool:
    """Whether somebody reads why a payment was refused: whoever applied, officers, finance."""
    applied = actor.is_signed_in and proposal.opened_by == actor.identifier
    return applied or may_see_payments(actor)


def _public(row: Row[Any]) -> dict[str, Any]:
    return {key: value for key, value in row._mapping.items() if key not in PRIVATE}
