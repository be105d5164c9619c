"""What finance asks about payments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.agreements.tables import agreements
from budgets.awards.tables import awards
from budgets.payments.tables import payments
from budgets.proposals.tables import proposals


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment with what it is for; the amount in pence."""

    payment_id: UUID
    position: int
    agreement_id: UUID
    state: str
    amount: int
    instalment: str | None
    evidence: str | None
    requested_on: date
    settled_on: date | None
    organisation: str
    title: str
    payment_basis: str


async def payments_in(
    connection: AsyncConnection, *, state: str | None, after: int | None, limit: int
) -> list[PaymentLine]:
    """Payments in a state, or all, by position."""
    query = (
        select(
            payments.c.id.label("payment_id"),
            payments.c.position,
            payments.c.agreement_id,
            payments.c.state,
            payments.c.amount,
            payments.c.instalment,
            payments.c.evidence,
            payments.c.requested_on,
            payments.c.settled_on,
            awards.c.organisation,
            proposals.c.title,
            agreements.c.payment_basis,
        )
        .join(agreements, agreements.c.id == payments.c.agreement_id)
        .join(awards, awards.c.id == agreements.c.award_id)
        .join(proposals, proposals.c.id == awards.c.proposal_id)
        .order_by(payments.c.position)
        .limit(limit)
    )
    if state is not None:
        query = query.where(payments.c.state == state)
    if after is not None:
        query = query.where(payments.c.position > after)
    return [PaymentLine(**row._mapping) for row in await connection.execute(query)]
