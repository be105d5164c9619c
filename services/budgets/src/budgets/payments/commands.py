"""Asking for a payment, making it, refusing it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel
from servicekit import NotYours, UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText, LongText
from sqlalchemy import insert, update

from budgets.agreements.access import acts_for_the_applicant, lock_in_own_ward
from budgets.agreements.domain import RUNNING, SUSPENDED, can_be_done_when
from budgets.agreements.tables import Bound, change_agreement, instalments_of
from budgets.awards.tables import conditions_of, purpose_of
from budgets.chronology import comes_after
from budgets.decisions.domain import year_has_begun
from budgets.ledger.domain import COMMITTED, divided, payment
from budgets.ledger.posting import holdings_of, post
from budgets.money import Amount
from budgets.payments import domain
from budgets.payments.publishing import tell_payment
from budgets.payments.tables import payments, payments_of, read_payment
from budgets.policy.domain import evidence_is_given
from budgets.policy.domain.financial_year import FinancialYear
from budgets.policy.rulebook import rulebook_of


class RequestPayment(Command):
    """Ask for a payment under an agreement."""

    amount: Amount
    instalment: CodeText | None = None
    evidence: LongText | None = None


class MakePayment(Command):
    """Pay what was asked for."""


class RefusePayment(Command):
    """Do not pay what was asked for, and say why."""

    reason: LongText


class PaymentState(BaseModel):
    """The payment, its amount in pence, and where it stands."""

    payment_id: UUID
    agreement_id: UUID
    amount: int
    state: str


async def request_payment(
    uow: UnitOfWork, agreement_id: UUID, command: RequestPayment
) -> PaymentState:
    """Keeps the request; what is asked for is counted as if it were paid."""
    day = command.occurred(uow)
    bound = await lock_in_own_ward(uow, agreement_id)
    agreement = bound.agreement
    if not acts_for_the_applicant(uow.actor, bound.proposal):
        raise NotYours("agreement", agreement_id)
    can_be_done_when("a payment", agreement.state, RUNNING)
    comes_after(day, {"was signed": agreement.signed_on})
    policy = rulebook_of(uow).policy(bound.proposal.policy)
    evidence_is_given(policy, agreement.payment_basis, command.evidence)
    domain.agreement_covers(command.amount, agreement.amount, agreement.paid, agreement.asked)
    domain.follows_the_plan(await _plan(uow, bound), command.instalment, command.amount)
    payment_id = uuid4()
    await change_agreement(uow.connection, agreement_id, asked=agreement.asked + command.amount)
    await uow.connection.execute(
        insert(payments).values(
            id=payment_id,
            agreement_id=agreement_id,
            state="requested",
            amount=command.amount,
            instalment=command.instalment,
            evidence=command.evidence,
            two_people=policy.payment.two_people,
            requested_by=uow.actor.identifier,
            requested_on=day,
        )
    )
    return _state(payment_id, agreement_id, command.amount, "requested")


async def _plan(uow: UnitOfWork, bound: Bound) -> dict[str, domain.InstalmentSoFar]:
    asked = {
        one.instalment
        for one in await payments_of(uow.connection, bound.agreement.id)
        if one.state not in {"refused", "repaid"}
    }
    met = {
        one.code
        for one in await conditions_of(uow.connection, bound.award.id)
        if one.met_on is not None
    }
    return {
        one.code: domain.InstalmentSoFar(
            one.amount, one.code in asked, one.condition is None or one.condition in met
        )
        for one in await instalments_of(uow.connection, bound.agreement.id)
    }


async def make_payment(uow: UnitOfWork, payment_id: UUID, command: MakePayment) -> PaymentState:
    """Pays what was asked for, from each ward its part, and tells of it."""
    day = command.occurred(uow)
    bound, asked = await _unsettled(uow, payment_id)
    can_be_done_when("a payment", bound.agreement.state, RUNNING)
    turned = {"had its agreement suspended or resumed": bound.agreement.turned_on}
    comes_after(day, {"was asked for": asked.requested_on, **turned})
    # Of a year that has ended it may well be paid: in arrears the last bill comes later.
    year_has_begun(FinancialYear.parse(bound.proposal.financial_year), day)
    domain.two_people_act(asked.two_people, asked.requested_by, uow.actor.identifier)
    held = await holdings_of(uow.connection, bound.proposal.id, COMMITTED)
    parts = divided(asked.amount, {ward: amount for (ward, _), amount in held.items()})
    paid = bound.agreement.paid + asked.amount
    await change_agreement(
        uow.connection,
        bound.agreement.id,
        paid=paid,
        asked=bound.agreement.asked - asked.amount,
    )
    await _settle(uow, payment_id, "paid", day)
    await tell_payment(uow, bound, asked, parts, paid, day)
    purpose = purpose_of(bound.award, bound.proposal)
    for ward, part in sorted(parts.items()):
        movement = payment(ward, bound.proposal.financial_year, part)
        await post(uow, movement, occurred_on=day, purpose=purpose)
    await uow.audit("payment.made", str(payment_id), amount=asked.amount)
    return _state(payment_id, bound.agreement.id, asked.amount, "paid")


async def refuse_payment(uow: UnitOfWork, payment_id: UUID, command: RefusePayment) -> PaymentState:
    """Refuses a request; its amount can be asked for again."""
    day = command.occurred(uow)
    bound, asked = await _unsettled(uow, payment_id)
    can_be_done_when("a refusal", bound.agreement.state, RUNNING, SUSPENDED)
    comes_after(day, {"was asked for": asked.requested_on})
    await change_agreement(
        uow.connection, bound.agreement.id, asked=bound.agreement.asked - asked.amount
    )
    await _settle(uow, payment_id, "refused", day, command.reason)
    await uow.audit("payment.refused", str(payment_id), amount=asked.amount)
    return _state(payment_id, bound.agreement.id, asked.amount, "refused")


async def _unsettled(uow: UnitOfWork, payment_id: UUID) -> tuple[Bound, Any]:
    """The payment as it is once nobody else can settle it."""
    first = await read_payment(uow.connection, payment_id)
    bound = await lock_in_own_ward(uow, first.agreement_id)
    asked = await read_payment(uow.connection, payment_id)
    domain.is_unsettled(asked.state)
    return bound, asked


async def _settle(
    uow: UnitOfWork, payment_id: UUID, state: str, day: date, reason: str | None = None
) -> None:
    await uow.connection.execute(
        update(payments)
        .where(payments.c.id == payment_id)
        .values(state=state, settled_by=uow.actor.identifier, settled_on=day, reason=reason)
    )


def _state(payment_id: UUID, agreement_id: UUID, amount: int, state: str) -> PaymentState:
    return PaymentState(
        payment_id=payment_id, agreement_id=agreement_id, amount=amount, state=state
    )
