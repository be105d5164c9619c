"""The pages of ward accounts: where each ward's money is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fastapi.responses import Response
from pagekit.languages import gettext
from servicekit import NotFound, public
from servicekit.web import Page, Pages, Reading

from budgets import policies
from budgets.ledger import queries
from budgets.parameters import After, WardPath, YearQuery
from budgets.policy.domain.financial_year import FinancialYear
from budgets.policy.rulebook import Rulebook, rulebook_of
from budgets.proposals.queries import proposal_lines, proposals_by_id

pages = Pages()

ON_A_PAGE = 20


@pages.get("/", permit=public)
async def home(reading: Reading, page: Page, year: YearQuery = None) -> Response:
    """Every ward's money of one financial year: the one asked for, or the latest that has any."""
    book = rulebook_of(reading)
    every = await queries.ward_years(reading.connection)
    now = str(FinancialYear.of(reading.today))
    shown = year or latest_with_money([one.financial_year for one in every], now)
    return await page.render(
        "ward_accounts.html",
        year=shown,
        years=sorted({one.financial_year for one in every} | {shown, now}, reverse=True),
        wards=[
            (one, named(book, one.ward, reading.today))
            for one in every
            if one.financial_year == shown
        ],
        policy=book.policy_on(FinancialYear.parse(shown).first_day),
        may_give=policies.may_keep_accounts(reading.actor),
    )


def latest_with_money(years: Sequence[str], now: str) -> str:
    """This year, or the last before it in which a ward was given money; this one where none was."""
    return max((one for one in years if one <= now), default=now)


def named(book: Rulebook, code: str, today: date) -> str:
    """A ward's name; with its last year where it has ended, for another may have the name now."""
    name = book.ward_name(code)
    ended = next((one.valid_until for one in book.council.wards if one.code == code), None)
    if ended is None or ended >= today:
        return name
    return gettext("%(name)s (until %(year)s)") % {"name": name, "year": ended.year}


@pages.get("/ward-accounts/{ward}", permit=public)
async def ward_account(
    ward: WardPath, reading: Reading, page: Page, after: After = None
) -> Response:
    """One ward: its money by year, its latest transactions, its proposals."""
    known = {one.code: one for one in rulebook_of(reading).council.wards}
    if ward not in known:
        raise NotFound("ward", ward)
    connection = reading.connection
    entries = await queries.entries(connection, ward, after=after, limit=ON_A_PAGE)
    return await page.render(
        "ward_account.html",
        ward=known[ward],
        years=await queries.ward_years(connection, ward=ward),
        entries=entries,
        moved_for=await proposals_by_id(
            connection, [one.proposal_id for one in entries if one.proposal_id]
        ),
        next=entries[-1].position if len(entries) == ON_A_PAGE else None,
        proposals=await proposal_lines(connection, reading.actor, ward=ward, limit=ON_A_PAGE),
    )
