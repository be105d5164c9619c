"""Council and organisation sign what was awarded."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field
from servicekit import UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText
from sqlalchemy import insert

from budgets.agreements import domain, tables
from budgets.agreements.publishing import tell_signed
from budgets.awards.domain import each_has_its_own_code
from budgets.awards.tables import conditions_of, lock_award
from budgets.chronology import comes_after
from budgets.money import Amount
from budgets.policy.domain import payment_basis_is_allowed
from budgets.policy.rulebook import rulebook_of
from budgets.proposals.tables import read


class PlannedPayment(BaseModel):
    """An instalment in pence, and the condition that must be met before it, if any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: CodeText
    amount: Amount
    due_on: date | None = None
    condition: CodeText | None = None


class SignAgreement(Command):
    """Sign an agreement for an award."""

    payment_basis: CodeText
    instalments: Annotated[tuple[PlannedPayment, ...], Field(max_length=100)] = ()
    starts_on: date | None = None
    ends_on: date | None = None


class Signed(BaseModel):
    """The agreement, and its amount in pence."""

    agreement_id: UUID
    amount: int


async def sign_agreement(uow: UnitOfWork, award_id: UUID, command: SignAgreement) -> Signed:
    """Stores the one agreement of an award and tells of it."""
    day = command.occurred(uow)
    award = await lock_award(uow.connection, award_id)
    if await tables.agreement_of(uow.connection, award_id) is not None:
        raise domain.AlreadySigned
    comes_after(day, {"was awarded": award.awarded_on})
    proposal = await read(uow.connection, award.proposal_id)
    payment_basis_is_allowed(rulebook_of(uow).policy(proposal.policy), command.payment_basis)
    await _check_plan(uow, award, command)
    agreement_id = uuid4()
    await uow.connection.execute(
        insert(tables.agreements).values(
            id=agreement_id,
            award_id=award_id,
            state=domain.RUNNING,
            payment_basis=command.payment_basis,
            amount=award.amount,
            signed_on=day,
            signed_by=uow.actor.identifier,
            starts_on=command.starts_on or award.starts_on,
            ends_on=command.ends_on or award.ends_on,
        )
    )
    if command.instalments:
        rows = [{"agreement_id": agreement_id, **one.model_dump()} for one in command.instalments]
        await uow.connection.execute(insert(tables.instalments), rows)
    bound = await tables.read_agreement(uow.connection, agreement_id)
    await tell_signed(uow, bound, command.instalments, day)
    return Signed(agreement_id=agreement_id, amount=award.amount)


async def _check_plan(uow: UnitOfWork, award: Any, command: SignAgreement) -> None:
    starts_on = command.starts_on or award.starts_on
    ends_on = command.ends_on or award.ends_on
    if starts_on and ends_on and ends_on < starts_on:
        sent = "/ends_on" if command.ends_on else "/starts_on"
        raise Unprocessable(f"It runs from {starts_on}: it cannot end on {ends_on}.", pointer=sent)
    each_has_its_own_code([one.code for one in command.instalments])
    conditions = {one.code for one in await conditions_of(uow.connection, award.id)}
    planned = [domain.Planned(one.code, one.amount, one.condition) for one in command.instalments]
    domain.instalments_fit(command.payment_basis, award.amount, planned, conditions)
