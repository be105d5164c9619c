"""Finance's pages: what has been asked for, to be paid or refused, and what was paid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi.responses import Response
from pagekit import marked
from servicekit.web import Form, Page, Pages, Reading, Silent
from servicekit.web.runtime import ReadingTransaction

from budgets import policies
from budgets.parameters import After
from budgets.payments import commands, queries

pages = Pages()

ON_A_PAGE = 25
ADDRESS = "/budgets/payments"


@pages.get("/payments", permit=policies.may_see_payments, form=policies.may_keep_accounts)
async def payments_page(
    reading: Reading, page: Page, after: After = None, paid: UUID | None = None
) -> Response:
    """What waits to be paid, and what was paid last."""
    context = await _context(reading, after)
    just_paid = [one for one in context["made"] if one.payment_id == paid]
    return await page.render("payments.html", just_paid=just_paid, **context)


@pages.form(
    "/payments/{payment_id}/pay",
    permit=policies.may_keep_accounts,
    done=Silent("the next page says how much was paid to whom"),
)
async def pay(payment_id: UUID) -> Form:
    """Shows what would be paid, and what stands behind it; once that is confirmed, pays it."""
    return Form(
        commands.MakePayment,
        lambda uow, command: commands.make_payment(uow, payment_id, command),
        then=lambda made: f"{ADDRESS}?paid={made.payment_id}",
        template="payment_check.html",
        shows=lambda reading: _to_pay(reading, payment_id),
        check="payment_check.html",
    )


@pages.step(
    "/payments/{payment_id}/refuse",
    on="/payments",
    permit=policies.may_keep_accounts,
    done=marked("The payment is refused."),
)
async def refuse(payment_id: UUID) -> Form:
    """Refuses."""
    return Form(
        commands.RefusePayment,
        lambda uow, command: commands.refuse_payment(uow, payment_id, command),
        then=lambda _: ADDRESS,
        template="payments.html",
        shows=_context,
    )


async def _context(reading: ReadingTransaction, after: int | None = None) -> Mapping[str, Any]:
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
