"""The API of corrections."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response
from servicekit.web import Api, Execute, Reading

from budgets import policies
from budgets.corrections import commands, queries
from budgets.parameters import PAGE, After, Limit, page_of

api = Api()

State = Annotated[Literal["entered", "confirmed", "refused"] | None, Query()]


@api.post("/ledger/transactions/{transaction_id}/corrections", permit=policies.may_keep_accounts)
async def post_correction(
    transaction_id: UUID, command: commands.EnterCorrection, execute: Execute
) -> Response:
    """Asks for a transaction to be booked back."""
    return await execute(lambda uow: commands.enter_correction(uow, transaction_id, command))


@api.post("/payments/{payment_id}/repayments", permit=policies.may_keep_accounts)
async def post_repayment(
    payment_id: UUID, command: commands.EnterRepayment, execute: Execute
) -> Response:
    """Says that money of a payment came back."""
    return await execute(lambda uow: commands.enter_repayment(uow, payment_id, command))


@api.post(
    "/ledger/corrections/{correction_id}/confirm",
    permit=policies.may_keep_accounts,
    status_code=200,
)
async def post_confirm(
    correction_id: UUID, command: commands.ConfirmCorrection, execute: Execute
) -> Response:
    """Books it back."""
    return await execute(
        lambda uow: commands.confirm_correction(uow, correction_id, command), status=200
    )


@api.post(
    "/ledger/corrections/{correction_id}/refuse",
    permit=policies.may_keep_accounts,
    status_code=200,
)
async def post_refuse(
    correction_id: UUID, command: commands.RefuseCorrection, execute: Execute
) -> Response:
    """Refuses."""
    return await execute(
        lambda uow: commands.refuse_correction(uow, correction_id, command), status=200
    )


@api.get("/ledger/corrections", permit=policies.may_see_payments)
async def get_corrections(
    reading: Reading, state: State = None, after: After = None, limit: Limit = PAGE
) -> dict[str, Any]:
    """Corrections in the order in which they were entered."""
    found = await queries.corrections_in(reading.connection, state=state, after=after, limit=limit)
    return page_of(found, limit)
