"""Finance's pages: what has been asked for, to be paid or refused, and what was paid."""

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
async def payments_page(
    reading: Reading, page: Page, after: After = None, paid: UUID | None = None
) -> Response:
    """What waits to be paid, and what was paid last."""
    context = await _context(reading, after)
    just_paid = [one for one in context["made"] if one.payment_id == paid]
    return await page.render("payments.html", just_paid=just_paid, **context)


@pages.get("/payments/{payment_id}/pay", permit=policies.may_keep_accounts)
async def pay_form(payment_id: UUID, reading: Reading, page: Page) -> Response:
    """What is paid to whom, and what stands behind it: nothing is paid before that is read."""
    return await page.render("payment_check.html", **await _to_pay(reading, payment_id))


@pages.post("/payments/{payment_id}/pay", permit=policies.may_keep_accounts)
async def post_pay(payment_id: UUID, later: Later, execute: ExecuteForm) -> Response:
    """Shows what would be paid; once that is confirmed, pays it."""

    async def context() -> Mapping[str, Any]:
        async with later.begin() as reading:
            return await _to_pay(reading, payment_id)

    return await execute(
        commands.MakePayment,
        lambda uow, command: commands.make_payment(uow, payment_id, command),
        then=lambda made: f"{ADDRESS}?paid={made.payment_id}",
        template="payment_check.html",
        context=context,
        check="payment_check.html",
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
    connection = reading.connection
    found = await queries.payments_in(connection, state="requested", after=after, limit=ON_A_PAGE)
    return {
        "payments": found,
        "next": found[-1].position if len(found) == ON_A_PAGE else None,
        "behind": await queries.behind(connection, {one.agreement_id for one in found}),
        "made": await queries.payments_made(connection, limit=ON_A_PAGE),
        "may_pay": policies.may_keep_accounts(reading.actor),
        "today": reading.today,
    }


async def _to_pay(reading: ReadingTransaction, payment_id: UUID) -> Mapping[str, Any]:
    found = await queries.payment_line(reading.connection, payment_id)
    known = await queries.behind(reading.connection, {found.agreement_id})
    return {"payment": found, "behind": known[found.agreement_id], "today": reading.today}


async def _again(later: LaterReading) -> Mapping[str, Any]:
    async with later.begin() as reading:
        return await _context(reading, None)
