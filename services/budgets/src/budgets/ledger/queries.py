"""What anyone may ask of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.ledger.domain import OF_THE_WARD, SOURCES, Account
from budgets.ledger.tables import accounts, postings, transactions


@dataclass(slots=True)
class WardYear:
    """A ward's money of one financial year, in pence; what came in equals all that it became."""

    ward: str
    financial_year: str
    received: int = 0
    available: int = 0
    reserved: int = 0
    committed: int = 0
    paid: int = 0
    council: int = 0
    match_funding: int = 0
    sponsorship: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One posting, in pence."""

    account: str
    amount: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One transaction with its postings; ``position`` is its place in the ledger."""

    transaction_id: UUID
    position: int
    ward: str
    financial_year: str
    kind: str
    proposal_id: UUID | None
    award_id: UUID | None
    occurred_on: date
    recorded_at: datetime
    postings: tuple[Line, ...]

    @property
    def amount(self) -> int:
        """How much moved, in pence."""
        return sum(line.amount for line in self.postings if line.amount > 0)


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """The ledger checked against itself; every figure but the counts is zero in a sound ledger."""

    transactions: int
    postings: int
    sum_of_balances: int
    sum_of_postings: int
    wards_not_zero: tuple[str, ...]
    accounts_off: int
    overspent: int

    @property
    def is_sound(self) -> bool:
        """Whether everything sums to zero and nothing is overspent."""
        off = (self.sum_of_balances, self.sum_of_postings, self.accounts_off, self.overspent)
        return not any(off) and not self.wards_not_zero


async def ward_years(
    connection: AsyncConnection, *, ward: str | None = None, year: str | None = None
) -> list[WardYear]:
    """The money of each ward and year, by ward and year."""
    query = select(accounts).order_by(accounts.c.ward, accounts.c.financial_year)
    if ward is not None:
        query = query.where(accounts.c.ward == ward)
    if year is not None:
        query = query.where(accounts.c.financial_year == year)
    found: dict[tuple[str, str], WardYear] = {}
    for row in await connection.execute(query):
        key = (row.ward, row.financial_year)
        line = found.setdefault(key, WardYear(*key))
        if row.kind in SOURCES:
            setattr(line, row.kind.replace("-", "_"), -row.balance)
        else:
            setattr(line, row.kind, row.balance)
            line.received += row.balance
    return list(found.values())


async def entries(
    connection: AsyncConnection, ward: str, *, after: int | None = None, limit: int
) -> list[Entry]:
    """A ward's transactions, newest first; with ``after`` those before that position.

    Transactions of another ward that touch this ward's accounts belong to it.
    """
    touching = (
        select(postings.c.transaction_id)
        .join(accounts, accounts.c.id == postings.c.account_id)
        .where(accounts.c.ward == ward)
    )
    query = (
        select(transactions)
        .where(transactions.c.id.in_(touching))
        .order_by(transactions.c.position.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(transactions.c.position < after)
    rows = (await connection.execute(query)).all()
    lines = await _lines(connection, [row.id for row in rows])
    return [_entry(row, lines[row.id]) for row in rows]


async def _lines(connection: AsyncConnection, ids: Iterable[UUID]) -> dict[UUID, list[Line]]:
    found: dict[UUID, list[Line]] = {one: [] for one in ids}
    query = (
        select(postings.c.transaction_id, postings.c.amount, accounts)
        .join(accounts, accounts.c.id == postings.c.account_id)
        .where(postings.c.transaction_id.in_(list(found)))
        .order_by(postings.c.amount)
    )
    for row in await connection.execute(query):
        code = Account(row.ward, row.financial_year, row.kind).code
        found[row.transaction_id].append(Line(code, row.amount))
    return found


def _entry(row: Row[Any], lines: list[Line]) -> Entry:
    return Entry(
        transaction_id=row.id,
        position=row.position,
        ward=row.ward,
        financial_year=row.financial_year,
        kind=row.kind,
        proposal_id=row.proposal_id,
        award_id=row.award_id,
        occurred_on=row.occurred_on,
        recorded_at=row.recorded_at,
        postings=tuple(lines),
    )


async def trial_balance(connection: AsyncConnection) -> TrialBalance:
    """Adds the whole ledger up in two ways and compares."""
    summed = (
        select(postings.c.account_id, func.sum(postings.c.amount).label("sum"))
        .group_by(postings.c.account_id)
        .subquery()
    )
    rows = (
        await connection.execute(
            select(accounts, func.coalesce(summed.c.sum, 0).label("sum")).outerjoin(
                summed, summed.c.account_id == accounts.c.id
            )
        )
    ).all()
    counted = await connection.execute(
        select(
            select(func.count()).select_from(transactions).scalar_subquery().label("transactions"),
            select(func.count()).select_from(postings).scalar_subquery().label("postings"),
        )
    )
    return _added_up(rows, await _wards_off(connection), counted.one())


def _added_up(rows: Iterable[Row[Any]], wards: tuple[str, ...], counts: Any) -> TrialBalance:
    rows = list(rows)
    return TrialBalance(
        transactions=counts.transactions,
        postings=counts.postings,
        sum_of_balances=sum(row.balance for row in rows),
        sum_of_postings=sum(int(row.sum) for row in rows),
        wards_not_zero=wards,
        accounts_off=sum(row.balance != row.sum for row in rows),
        overspent=sum(row.kind in OF_THE_WARD and row.balance < 0 for row in rows),
    )


async def _wards_off(connection: AsyncConnection) -> tuple[str, ...]:
    """Wards whose accounts, and what was redirected between them or back, do not sum to zero."""
    moved = (
        select(accounts.c.ward, func.sum(postings.c.amount).label("sum"))
        .select_from(
            postings.join(accounts, accounts.c.id == postings.c.account_id).join(
                transactions, transactions.c.id == postings.c.transaction_id
            )
        )
        .where(transactions.c.kind.in_(("redirection", "correction")))
        .group_by(accounts.c.ward)
        .subquery()
    )
    held = (
        select(accounts.c.ward, func.sum(accounts.c.balance).label("sum"))
        .group_by(accounts.c.ward)
        .subquery()
    )
    query = (
        select(held.c.ward)
        .outerjoin(moved, moved.c.ward == held.c.ward)
        .where(held.c.sum != func.coalesce(moved.c.sum, 0))
        .order_by(held.c.ward)
    )
    return tuple((await connection.execute(query)).scalars())


def as_json(found: WardYear) -> dict[str, Any]:
    """A ward's year as the API shows it."""
    return asdict(found)
