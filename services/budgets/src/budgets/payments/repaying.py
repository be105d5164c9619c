"""Money of a payment that came back: one that bounced, or that the organisation repaid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from servicekit import UnitOfWork
from sqlalchemy import select, update

from budgets.agreements.access import lock_in_own_ward
from budgets.agreements.domain import ENDED
from budgets.agreements.tables import Bound, change_agreement
from budgets.awards.tables import purpose_of
from budgets.chronology import comes_after
from budgets.ledger.correcting import Booked, book_back, booked
from budgets.ledger.domain import COMMITTED, divided, is_left_to_book_back, release
from budgets.ledger.posting import post
from budgets.ledger.tables import transactions
from budgets.payments import domain
from budgets.payments.publishing import tell_repaid
from budgets.payments.tables import payments, read_payment


def can_be_repaid(payment: Any, amount: int, day: date) -> None:
    """Whether so much of it can have come back by then, in pence."""
    domain.was_paid(payment.state)
    comes_after(day, {"was paid": payment.settled_on})
    is_left_to_book_back(amount, payment.amount - payment.repaid)


async def repay(uow: UnitOfWork, payment_id: UUID, amount: int, day: date, reason: str) -> None:
    """Books it back to what is committed, in the parts that the wards paid, and tells of it.

    Once the agreement has ended nothing is paid under it any more: the wards have it back then.
    """
    first = await read_payment(uow.connection, payment_id)
    bound = await lock_in_own_ward(uow, first.agreement_id)
    paid = await read_payment(uow.connection, payment_id)
    can_be_repaid(paid, amount, day)
    comes_after(day, {"was paid under an agreement that ended": bound.agreement.ended_on})
    made = await _made_of(uow, bound, paid)
    parts = divided(amount, {ward: one.left for ward, one in made.items()})
    has_ended = bound.agreement.state == ENDED
    to_date = bound.agreement.paid - amount
    values: dict[str, Any] = {"paid": to_date}
    if has_ended:
        values["released"] = bound.agreement.released + amount
    await change_agreement(uow.connection, bound.agreement.id, **values)
    whole = paid.repaid + amount == paid.amount
    await uow.connection.execute(
        update(payments)
        .where(payments.c.id == payment_id)
        .values(repaid=paid.repaid + amount, state="repaid" if whole else "paid")
    )
    await tell_repaid(uow, bound, paid, parts, to_date, amount if has_ended else 0, day)
    purpose = purpose_of(bound.award, bound.proposal)
    for ward, part in sorted(parts.items()):
        await book_back(uow, made[ward], part, occurred_on=day, reason=reason)
        if has_ended:
            movement = release(ward, made[ward].source.year, part, held=COMMITTED)
            await post(uow, movement, occurred_on=day, purpose=purpose, reason=reason)


async def _made_of(uow: UnitOfWork, bound: Bound, payment: Any) -> Mapping[str, Booked]:
    """The transactions of a payment, one a ward.

    Those that were posted in one moment are one payment. Where a person made several alike on one
    day it is one of which as much has come back: which of those is which makes no difference.
    """
    rows = await uow.connection.execute(
        select(transactions.c.id, transactions.c.recorded_at)
        .where(
            transactions.c.award_id == bound.award.id,
            transactions.c.kind == "payment",
            transactions.c.occurred_on == payment.settled_on,
            transactions.c.recorded_by == payment.settled_by,
        )
        .order_by(transactions.c.position)
    )
    posted: dict[Any, list[Booked]] = {}
    for row in rows:
        one = await booked(uow.connection, row.id, lock=True)
        posted.setdefault(row.recorded_at, []).append(one)
    stands = (payment.amount, payment.amount - payment.repaid)
    for group in posted.values():
        if (sum(one.amount for one in group), sum(one.left for one in group)) == stands:
            return {one.source.ward: one for one in group}
    raise LookupError(f"payment {payment.id} was made without transactions")
