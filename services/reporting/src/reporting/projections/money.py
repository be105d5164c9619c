"""Money: the fold of the ledger's postings, and of nothing else.

An account is named ``ward:<ward>:<financial year>:<kind>``, or without the year where it is the
transaction's own. Money that is committed was awarded and is still to be paid; so what was
awarded is what is committed together with what is paid.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from civic_contracts.events.budgets import LedgerPosted
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.log.facts import Fact

ADD = text("""
    INSERT INTO money AS known (ward, financial_year, theme, account, pence)
    SELECT * FROM unnest(
        cast(:wards AS text[]), cast(:years AS text[]), cast(:themes AS text[]),
        cast(:accounts AS text[]), cast(:pence AS bigint[]))
    ON CONFLICT (ward, financial_year, theme, account)
    DO UPDATE SET pence = known.pence + excluded.pence
""")

BALANCES = text("""
    SELECT ward, financial_year, account, sum(pence)::bigint AS pence FROM live.money
    WHERE (cast(:ward AS text) IS NULL OR ward = :ward)
    GROUP BY ward, financial_year, account ORDER BY ward, financial_year, account
""")

BY_THEME = text("""
    SELECT theme, account, sum(pence)::bigint AS pence FROM live.money
    WHERE theme <> '' AND (cast(:ward AS text) IS NULL OR ward = :ward)
    GROUP BY theme, account ORDER BY theme, account
""")

TRIAL = text("SELECT coalesce(sum(pence), 0)::bigint AS pence FROM live.money")


class Place(NamedTuple):
    """Where money stands: a ward's account of a financial year, and for which theme."""

    ward: str
    financial_year: str
    theme: str
    account: str


Accounts = Counter[str]

HEARS = (LedgerPosted,)


def awarded(accounts: Accounts) -> int:
    """What was awarded, in pence: what is still to be paid and what is paid."""
    return accounts["committed"] + accounts["paid"]


async def apply(connection: AsyncConnection, batch: Sequence[Fact]) -> None:
    """Adds the postings of a batch to the balances, in pence."""
    moved: Counter[Place] = Counter()
    for fact in batch:
        event = fact.event
        if isinstance(event, LedgerPosted):
            for posting in event.postings:
                moved[_place(event, posting.account)] += posting.amount
    changed = sorted(moved.items())
    if changed:
        await connection.execute(
            ADD,
            {
                "wards": [place.ward for place, _ in changed],
                "years": [place.financial_year for place, _ in changed],
                "themes": [place.theme for place, _ in changed],
                "accounts": [place.account for place, _ in changed],
                "pence": [pence for _, pence in changed],
            },
        )


def _place(event: LedgerPosted, account: str) -> Place:
    theme = event.theme or ""
    match account.split(":"):
        case ["ward", ward, year, kind]:
            return Place(ward, year, theme, kind)
        case ["ward", ward, kind]:
            return Place(ward, event.financial_year, theme, kind)
        case _:
            return Place(event.ward, event.financial_year, theme, account)


async def balances(
    connection: AsyncConnection, ward: str | None = None
) -> Mapping[tuple[str, str], Accounts]:
    """The accounts of every (ward, financial year), in pence; of the city or of one ward."""
    found: dict[tuple[str, str], Accounts] = {}
    for row in await connection.execute(BALANCES, {"ward": ward}):
        found.setdefault((row.ward, row.financial_year), Counter())[row.account] = row.pence
    return found


async def by_theme(connection: AsyncConnection, ward: str | None = None) -> Mapping[str, Accounts]:
    """The accounts of every theme that money was posted for, in pence."""
    found: dict[str, Accounts] = {}
    for row in await connection.execute(BY_THEME, {"ward": ward}):
        found.setdefault(row.theme, Counter())[row.account] = row.pence
    return found


async def trial(connection: AsyncConnection) -> int:
    """The sum of all accounts in pence: zero, or something has been lost."""
    pence: int = (await connection.execute(TRIAL)).scalar_one()
    return pence
