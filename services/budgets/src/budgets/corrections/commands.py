"""Entering what is to be booked back, confirming it, refusing it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import LongText
from sqlalchemy import insert, update

from budgets.chronology import comes_after
from budgets.corrections import domain
from budgets.corrections.tables import corrections, lock_correction
from budgets.ledger.correcting import book_back, booked
from budgets.ledger.domain import can_be_booked_back
from budgets.money import Amount
from budgets.payments.repaying import can_be_repaid, repay
from budgets.payments.tables import read_payment


class EnterCorrection(Command):
    """Ask for a transaction to be booked back: so much of it, or all that is left of it."""

    amount: Amount | None = None
    reason: LongText


class EnterRepayment(Command):
    """Say that a payment came back, as one that bounced or was repaid: so much of it, or all."""

    amount: Amount | None = None
    reason: LongText


class ConfirmCorrection(Command):
    """Book back what another person entered."""


class RefuseCorrection(Command):
    """Do not book it back, and say why."""

    reason: LongText


class CorrectionState(BaseModel):
    """The correction, its amount in pence, and where it stands."""

    correction_id: UUID
    amount: int
    state: str


async def enter_correction(
    uow: UnitOfWork, transaction_id: UUID, command: EnterCorrection
) -> CorrectionState:
    """Keeps what is to be booked back; nothing moves before a second person has confirmed it."""
    day = command.occurred(uow)
    first = await booked(uow.connection, transaction_id)
    amount = command.amount or first.left
    can_be_booked_back(first.transaction.kind, amount, first.left)
    comes_after(day, {"was booked": first.transaction.occurred_on})
    return await _enter(uow, command.reason, day, transaction_id=transaction_id, amount=amount)


async def enter_repayment(
    uow: UnitOfWork, payment_id: UUID, command: EnterRepayment
) -> CorrectionState:
    """The same for a payment of which money came back."""
    day = command.occurred(uow)
    paid = await read_payment(uow.connection, payment_id)
    amount = command.amount or paid.amount - paid.repaid
    can_be_repaid(paid, amount, day)
    return await _enter(uow, command.reason, day, payment_id=payment_id, amount=amount)


async def _enter(uow: UnitOfWork, reason: str, day: date, **values: Any) -> CorrectionState:
    correction_id = uuid4()
    await uow.connection.execute(
        insert(corrections).values(
            id=correction_id,
            state="entered",
            reason=reason,
            entered_by=uow.actor.identifier,
            entered_on=day,
            **values,
        )
    )
    await uow.audit("correction.entered", str(correction_id), amount=values["amount"])
    return CorrectionState(correction_id=correction_id, amount=values["amount"], state="entered")


async def confirm_correction(
    uow: UnitOfWork, correction_id: UUID, command: ConfirmCorrection
) -> CorrectionState:
    """Books it back, where that much of it still stands and the money is still there."""
    day = command.occurred(uow)
    asked = await _unsettled(uow, correction_id, day)
    domain.two_people_act(asked.entered_by, uow.actor.identifier)
    if asked.payment_id is not None:
        await repay(uow, asked.payment_id, asked.amount, day, asked.reason)
    else:
        first = await booked(uow.connection, asked.transaction_id, lock=True)
        can_be_booked_back(first.transaction.kind, asked.amount, first.left)
        await book_back(uow, first, asked.amount, occurred_on=day, reason=asked.reason)
    return await _settle(uow, asked, "confirmed", day)


async def refuse_correction(
    uow: UnitOfWork, correction_id: UUID, command: RefuseCorrection
) -> CorrectionState:
    """Leaves everything as it was booked."""
    day = command.occurred(uow)
    asked = await _unsettled(uow, correction_id, day)
    return await _settle(uow, asked, "refused", day, command.reason)


async def _unsettled(uow: UnitOfWork, correction_id: UUID, day: date) -> Any:
    asked = await lock_correction(uow.connection, correction_id)
    domain.is_unsettled(asked.state)
    comes_after(day, {"was entered": asked.entered_on})
    return asked


async def _settle(
    uow: UnitOfWork, asked: Any, state: str, day: date, reason: str | None = None
) -> CorrectionState:
    await uow.connection.execute(
        update(corrections)
        .where(corrections.c.id == asked.id)
        .values(state=state, settled_by=uow.actor.identifier, settled_on=day, settled_for=reason)
    )
    await uow.audit(f"correction.{state}", str(asked.id), amount=asked.amount)
    return CorrectionState(correction_id=asked.id, amount=asked.amount, state=state)
