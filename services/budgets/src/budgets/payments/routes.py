"""The API of payments."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from servicekit.web import Api, Execute, Reading

from budgets import policies
from budgets.parameters import PAGE, After, Limit, page_of
from budgets.payments import commands, queries

api = Api()

State = Annotated[Literal["requested", "paid", "refused", "repaid"] | None, Query()]


@api.post("/agreements/{agreement_id}/payment-requests", permit=policies.may_ask_for_payment)
async def post_request(
    agreement_id: UUID, command: commands.RequestPayment, execute: Execute
) -> Response:
    """Asks for a payment."""
    return await execute(lambda uow: commands.request_payment(uow, agreement_id, command))


@api.post("/payments/{payment_id}/pay", permit=policies.may_keep_accounts, status_code=200)
async def post_pay(payment_id: UUID, command: commands.MakePayment, execute: Execute) -> Response:
    """Pays."""
    return await execute(lambda uow: commands.make_payment(uow, payment_id, command), status=200)


@api.post("/payments/{payment_id}/refuse", permit=policies.may_keep_accounts, status_code=200)
async def post_refuse(
    payment_id: UUID, command: commands.RefusePayment, execute: Execute
) -> Response:
    """Refuses."""
    return await execute(lambda uow: commands.refuse_payment(uow, payment_id, command), status=200)


@api.get("/payments", permit=policies.may_see_payments)
async def get_payments(
    reading: Reading, state: State = None, after: After = None, limit: Limit = PAGE
) -> dict[str, Any]:
    """Payments in the order in which they were asked for."""
    found = await queries.payments_in(reading.connection, state=state, after=after, limit=limit)
    return page_of(found, limit)
