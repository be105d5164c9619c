"""Finance's form that gives wards their money of a year: what it would give is shown first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pagekit import marked
from servicekit.web import Form, Pages
from servicekit.web.runtime import ReadingTransaction

from budgets import policies
from budgets.ledger.allocating import Allocate, allocate, years_to_give
from budgets.policy.rulebook import rulebook_of

pages = Pages()


@pages.form(
    "/ward-accounts/allocations/new",
    permit=policies.may_keep_accounts,
    done=marked("The wards have their money of the year."),
)
async def allocation() -> Form:
    """Shows what each ward would be given; once that is confirmed, gives it."""
    return Form(
        Allocate,
        allocate,
        then=lambda made: f"/budgets/?year={made.financial_year}",
        template="allocation.html",
        shows=_context,
        check="allocation_check.html",
    )


async def _context(reading: ReadingTransaction) -> Mapping[str, Any]:
    """The years that can be given now, the policy's amount, and the wards that wait for it."""
    found = await years_to_give(reading.connection, rulebook_of(reading), reading.today)
    return {"years": {one.year: one for one in found}}
