"""Finance's form that gives wards their money of a year: what it would give is shown first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.responses import Response
from servicekit.web import ExecuteForm, Page, Pages, Reading
from servicekit.web.runtime import ReadingTransaction

from budgets import policies
from budgets.ledger.allocating import Allocate, allocate, years_to_give
from budgets.policy.rulebook import rulebook_of
from budgets.reading import Later, LaterReading

pages = Pages()

ADDRESS = "/ward-accounts/allocations/new"


@pages.get(ADDRESS, permit=policies.may_keep_accounts)
async def allocation_form(reading: Reading, page: Page) -> Response:
    """The years that can be given now, the policy's amount, and the wards that wait for it."""
    return await page.render("allocation.html", **await _context(reading))


@pages.post(ADDRESS, permit=policies.may_keep_accounts)
async def post_allocation(later: Later, execute: ExecuteForm) -> Response:
    """Shows what each ward would be given; once that is confirmed, gives it."""
    return await execute(
        Allocate,
        allocate,
        then=lambda made: f"/budgets/?year={made.financial_year}",
        template="allocation.html",
        context=lambda: _again(later),
        check="allocation_check.html",
    )


async def _context(reading: ReadingTransaction) -> Mapping[str, Any]:
    found = await years_to_give(reading.connection, rulebook_of(reading), reading.today)
    return {"years": {one.year: one for one in found}}


async def _again(later: LaterReading) -> Mapping[str, Any]:
    async with later.begin() as reading:
        return await _context(reading)
