"""The one way in which money moves: accounts locked, checked, posted and told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID, uuid4

from servicekit import UnitOfWork
from sqlalchemy import Row, and_, func, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.ledger import domain
from budgets.ledger.domain import Account, Movement
from budgets.ledger.publishing import tell_posted
from budgets.ledger.purpose import WARD_MONEY, Purpose
from budgets.ledger.tables import accounts, postings, transactions
from budgets.policy.rulebook import rulebook_of


async def post(
    uow: UnitOfWork,
    movement: Movement,
    *,
    occurred_on: date,
    purpose: Purpose = WARD_MONEY,
    reason: str | None = None,
    corrects: UUID | None = None,
    instead_of: UUID | None = None,
) -> UUID:
    """Posts a movement and tells of it; returns the transaction's id.

    ``corrects`` is what it books back, ``instead_of`` what was booked back and is given anew.
    Raises ``WardMoneyOverspent`` or ``NotSoMuchHeld``; the accounts stay locked until the end.
    """
    locked = await _lock(uow, movement)
    ward = rulebook_of(uow).ward_name(movement.source.ward)
    domain.there_is_enough(movement, locked[movement.source].balance, ward)
    transaction_id = uuid4()
    await uow.connection.execute(
        insert(transactions).values(
            id=transaction_id,
            ward=movement.source.ward,
            financial_year=movement.source.year,
            kind=movement.kind,
            proposal_id=purpose.proposal_id,
            award_id=purpose.award_id,
            reason=reason,
            occurred_on=occurred_on,
            recorded_at=uow.recorded_at,
            recorded_by=uow.actor.identifier,
            corrects=corrects,
            instead_of=instead_of,
        )
    )
    # In the order of the locks, because a trigger updates each account.
    lines = sorted(movement.postings, key=lambda line: int(locked[line[0]].id))
    await uow.connection.execute(
        insert(postings),
        [
            {"transaction_id": transaction_id, "account_id": locked[account].id, "amount": amount}
            for account, amount in lines
        ],
    )
    await tell_posted(uow, transaction_id, movement, purpose, occurred_on, corrects)
    return transaction_id


async def available(uow: UnitOfWork, ward: str, year: str) -> int:
    """What a ward has available in a year, in pence; its account stays locked."""
    found = await uow.connection.execute(
        select(accounts.c.balance)
        .where(
            accounts.c.ward == ward,
            accounts.c.financial_year == year,
            accounts.c.kind == domain.AVAILABLE,
        )
        .with_for_update()
    )
    return found.scalar_one_or_none() or 0


async def holdings_of(
    connection: AsyncConnection, proposal_id: UUID, kind: str
) -> Mapping[tuple[str, str], int]:
    """What is reserved or committed for a proposal by (ward, year), from the postings alone.

    It locks nothing: for whoever moves it, the lock on the proposal or its agreement keeps it as
    it is.
    """
    found = await connection.execute(
        select(accounts.c.ward, accounts.c.financial_year, func.sum(postings.c.amount).label("sum"))
        .select_from(
            postings.join(transactions, transactions.c.id == postings.c.transaction_id).join(
                accounts, accounts.c.id == postings.c.account_id
            )
        )
        .where(transactions.c.proposal_id == proposal_id, accounts.c.kind == kind)
        .group_by(accounts.c.ward, accounts.c.financial_year)
        .order_by(accounts.c.ward, accounts.c.financial_year)
    )
    return {(row.ward, row.financial_year): int(row.sum) for row in found if row.sum}


async def last_moved_on(connection: AsyncConnection, award_id: UUID) -> date | None:
    """The day on which money of an award was moved last, whichever way."""
    days = select(func.max(transactions.c.occurred_on)).where(transactions.c.award_id == award_id)
    found: date | None = (await connection.execute(days)).scalar_one()
    return found


async def release_all(
    uow: UnitOfWork, purpose: Purpose, *, held: str, occurred_on: date, reason: str
) -> int:
    """Makes available again all that is held for a proposal; returns how much, in pence."""
    if purpose.proposal_id is None:
        raise ValueError("money is held for a proposal")
    holdings = await holdings_of(uow.connection, purpose.proposal_id, held)
    for (ward, year), amount in holdings.items():
        movement = domain.release(ward, year, amount, held=held)
        await post(uow, movement, occurred_on=occurred_on, purpose=purpose, reason=reason)
    return sum(holdings.values())


async def _lock(uow: UnitOfWork, movement: Movement) -> dict[Account, Row[tuple[int, int]]]:
    """Both accounts, made where they are new, locked in the order of their ids."""
    pair = sorted({movement.source, movement.target})
    new = [{"ward": one.ward, "financial_year": one.year, "kind": one.kind} for one in pair]
    await uow.connection.execute(upsert(accounts).values(new).on_conflict_do_nothing())
    either = [
        and_(
            accounts.c.ward == one.ward,
            accounts.c.financial_year == one.year,
            accounts.c.kind == one.kind,
        )
        for one in pair
    ]
    rows = await uow.connection.execute(
        select(accounts).where(or_(*either)).order_by(accounts.c.id).with_for_update()
    )
    return {Account(row.ward, row.financial_year, row.kind): row for row in rows}
