"""What finance asks about payments."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from servicekit import NotFound
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.agreements.tables import agreements
from budgets.awards.tables import awards, conditions
from budgets.payments.domain import MADE
from budgets.payments.tables import payments
from budgets.proposals.tables import proposals


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One payment with what it is for; the amount, and what came back of it, in pence."""

    payment_id: UUID
    position: int
    agreement_id: UUID
    state: str
    amount: int
    repaid: int
    instalment: str | None
    evidence: str | None
    requested_on: date
    settled_on: date | None
    reason: str | None
    organisation: str
    title: str
    payment_basis: str


@dataclass(frozen=True, slots=True)
class Behind:
    """What whoever pays looks at: when the project begins, and which conditions are not met."""

    starts_on: date | None
    unmet: tuple[str, ...]

    def has_begun(self, today: date) -> bool:
        """Whether the project has begun; one without days may have at any time."""
        return self.starts_on is None or self.starts_on <= today


async def payments_in(
    connection: AsyncConnection, *, state: str | None, after: int | None, limit: int
) -> list[PaymentLine]:
    """Payments in a state, or all, by position."""
    query = _lines().order_by(payments.c.position).limit(limit)
    if state is not None:
        query = query.where(payments.c.state == state)
    if after is not None:
        query = query.where(payments.c.position > after)
    return [PaymentLine(**row._mapping) for row in await connection.execute(query)]


async def payments_made(connection: AsyncConnection, *, limit: int) -> list[PaymentLine]:
    """The payments that were made last, newest first, also those that came back."""
    query = (
        _lines()
        .where(payments.c.state.in_(MADE))
        .order_by(payments.c.settled_on.desc(), payments.c.position.desc())
        .limit(limit)
    )
    return [PaymentLine(**row._mapping) for row in await connection.execute(query)]


async def payment_line(connection: AsyncConnection, payment_id: UUID) -> PaymentLine:
    """One payment with what it is for, or ``NotFound``."""
    found = await connection.execute(_lines().where(payments.c.id == payment_id))
    row = found.one_or_none()
    if row is None:
        raise NotFound("payment", payment_id)
    return PaymentLine(**row._mapping)


async def behind(
    connection: AsyncConnection, agreement_ids: Collection[UUID]
) -> Mapping[UUID, Behind]:
    """What stands behind the payments of these agreements."""
    rows = await connection.execute(
        select(agreements.c.id, agreements.c.starts_on, conditions.c.title)
        .outerjoin(
            conditions,
            (conditions.c.award_id == agreements.c.award_id) & conditions.c.met_on.is_(None),
        )
        .where(agreements.c.id.in_(agreement_ids))
        .order_by(agreements.c.id, conditions.c.code)
    )
    found: dict[UUID, Behind] = {}
    for row in rows:
        earlier = found.get(row.id, Behind(row.starts_on, ()))
        titles = () if row.title is None else (row.title,)
        found[row.id] = Behind(row.starts_on, (*earlier.unmet, *titles))
    return found


def _lines() -> Select[Any]:
    return (
        select(
            payments.c.id.label("payment_id"),
            payments.c.position,
            payments.c.agreement_id,
            payments.c.state,
            payments.c.amount,
            payments.c.repaid,
            payments.c.instalment,
            payments.c.evidence,
            payments.c.requested_on,
            payments.c.settled_on,
            payments.c.reason,
            awards.c.organisation,
            proposals.c.title,
            agreements.c.payment_basis,
        )
        .join(agreements, agreements.c.id == payments.c.agreement_id)
        .join(awards, awards.c.id == agreements.c.award_id)
        .join(proposals, proposals.c.id == awards.c.proposal_id)
    )
