"""Finance's page: what has been asked for, to be paid or refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi.responses import Response
from servicekit.web import ExecuteForm, Page, Pages, Reading
from servicekit.web.runtime import ReadingTransaction

from budgets import policies
from budgets.parameters import After
from budgets.payments import commands, queries
from budgets.reading import Later, LaterReading

pages = Pages()

ON_A_PAGE = 25
ADDRESS = "/budgets/payments"


@pages.get("/payments", permit=policies.may_see_payments)
async def payments_page(reading: Reading, page: Page, after: After = None) -> Response:
    """What waits to be paid."""
    return await page.render("payments.html", **await _context(reading, after))


@pages.post("/payments/{payment_id}/pay", permit=policies.may_keep_accounts)
async def post_pay(payment_id: UUID, later: Later, execute: ExecuteForm) -> Response:
    """Pays."""
    return await execute(
        commands.MakePayment,
        lambda uow, command: commands.make_payment(uow, payment_id, command),
        then=lambda _: ADDRESS,
        template="payments.html",
        context=lambda: _again(later),
    )


@pages.post("/payments/{payment_id}/refuse", permit=policies.may_keep_accounts)
async def post_refuse(payment_id: UUID, later: Later, execute: ExecuteForm) -> Response:
    """Refuses."""
    return await execute(
        commands.RefusePayment,
        lambda uow, command: commands.refuse_payment(uow, payment_id, command),
        then=lambda _: ADDRESS,
        template="payments.html",
        context=lambda: _again(later),
    )


async def _context(reading: ReadingTransaction, after: int | None) -> Mapping[str, Any]:
    found = await queries.payments_in(
        reading.connection, state="requested", after=after, limit=ON_A_PAGE
    )
    return {
        "payments": found,
        "next": found[-1].position if len(found) == ON_A_PAGE else None,
        "may_pay": policies.may_keep_accounts(reading.actor),
    }


async def _again(later: LaterReading) -> Mapping[str, Any]:
    async with later.begin() as reading:
        return await _context(reading, None)
