"""What was booked by mistake is booked back: another transaction, the other way round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from servicekit import NotFound, UnitOfWork
from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.awards import tables as awards
from budgets.ledger.domain import Account, correction
from budgets.ledger.posting import post
from budgets.ledger.purpose import WARD_MONEY, Purpose
from budgets.ledger.tables import accounts, postings, transactions
from budgets.proposals import tables as proposals


@dataclass(frozen=True, slots=True)
class Booked:
    """A transaction that stands: from where to where it moved, and what is left of it, in pence."""

    transaction: Row[Any]
    source: Account
    target: Account
    amount: int
    left: int


async def booked(
    connection: AsyncConnection, transaction_id: UUID, *, lock: bool = False
) -> Booked:
    """A transaction of the ledger, or ``NotFound``; locked, nobody else corrects it meanwhile."""
    query = select(transactions).where(transactions.c.id == transaction_id)
    if lock:
        query = query.with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound("transaction", transaction_id)
    lines = (
        await connection.execute(
            select(postings.c.amount, accounts)
            .join(accounts, accounts.c.id == postings.c.account_id)
            .where(postings.c.transaction_id == transaction_id)
            .order_by(postings.c.amount)
        )
    ).all()
    source, target = (Account(one.ward, one.financial_year, one.kind) for one in lines)
    amount = int(lines[-1].amount)
    return Booked(row, source, target, amount, amount - await _booked_back(connection, row.id))


async def _booked_back(connection: AsyncConnection, transaction_id: UUID) -> int:
    query = (
        select(func.coalesce(func.sum(postings.c.amount), 0))
        .join(transactions, transactions.c.id == postings.c.transaction_id)
        .where(transactions.c.corrects == transaction_id, postings.c.amount > 0)
    )
    return int((await connection.execute(query)).scalar_one())


async def book_back(
    uow: UnitOfWork, first: Booked, amount: int, *, occurred_on: date, reason: str
) -> UUID:
    """Books so many pence of a locked transaction back; returns the correction's id.

    Raises ``WardMoneyOverspent`` or ``NotSoMuchHeld`` where the money is not there any more.
    """
    return await post(
        uow,
        correction(first.source, first.target, amount),
        occurred_on=occurred_on,
        purpose=await _purpose(uow.connection, first.transaction),
        reason=reason,
        corrects=first.transaction.id,
    )


async def _purpose(connection: AsyncConnection, transaction: Row[Any]) -> Purpose:
    """What the money was moved for, so that the sums of that are right again, too."""
    if transaction.proposal_id is None:
        return WARD_MONEY
    proposal = await proposals.read(connection, transaction.proposal_id)
    if transaction.award_id is None:
        return proposals.purpose_of(proposal)
    return awards.purpose_of(await awards.read_award(connection, transaction.award_id), proposal)
