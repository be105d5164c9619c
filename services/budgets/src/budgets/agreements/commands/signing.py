"""Council and organisation sign what was awarded."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID, uuid4

from pydantic import BaseModel, Field
from servicekit import NotYours, UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import Accepted, CodeText, Day
from sqlalchemy import insert

from budgets.agreements import domain, tables
from budgets.agreements.access import acts_for_the_applicant
from budgets.agreements.commands.drawing_up import PlannedPayment, award_to_sign, check_plan
from budgets.agreements.publishing import tell_signed
from budgets.awards.tables import shares_of
from budgets.chronology import comes_after
from budgets.proposals.committing import may_be_committed


class SignAgreement(Command):
    """Sign an agreement for an award."""

    payment_basis: CodeText
    instalments: Annotated[tuple[PlannedPayment, ...], Field(max_length=100)] = ()
    starts_on: Day | None = None
    ends_on: Day | None = None


class SignOffer(Command):
    """Sign the agreement that was drawn up for an award, in the version that was read."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    accepted: Accepted


class Signed(BaseModel):
    """The agreement, and its amount in pence."""

    agreement_id: UUID
    amount: int


async def sign_agreement(uow: UnitOfWork, award_id: UUID, command: SignAgreement) -> Signed:
    """Stores the one agreement of an award and tells of it."""
    day = command.occurred(uow)
    award, proposal = await award_to_sign(uow, award_id)
    comes_after(day, {"was awarded": award.awarded_on})
    await check_plan(uow, award, proposal, command)
    return await _signed(uow, award, proposal, command, day)


async def sign_offer(uow: UnitOfWork, award_id: UUID, command: SignOffer) -> Signed:
    """Signs what was drawn up, as it was read.

    The group that applied signs for itself; an officer enters the signature of whoever has signed
    on paper. To everybody else there is nothing here to sign.
    """
    day = command.occurred(uow)
    award, proposal = await award_to_sign(uow, award_id)
    if not acts_for_the_applicant(uow.actor, proposal):
        raise NotYours("award", award_id)
    offer = await tables.offer_of(uow.connection, award_id)
    if offer is None:
        raise domain.NothingToSign
    if offer.version != command.version:
        raise domain.DrawnUpAnew
    comes_after(day, {"was drawn up": offer.offered_on})
    terms = SignAgreement(
        payment_basis=offer.payment_basis,
        instalments=tuple(PlannedPayment.model_validate(one) for one in offer.instalments),
    )
    return await _signed(uow, award, proposal, terms, day)


async def _signed(
    uow: UnitOfWork, award: Any, proposal: Any, terms: SignAgreement, day: date
) -> Signed:
    await may_be_committed(
        uow,
        proposal,
        await shares_of(uow.connection, award.id),
        day,
        starts_on=terms.starts_on or award.starts_on,
        group_id=proposal.group_id,
    )
    agreement_id = uuid4()
    await uow.connection.execute(
        insert(tables.agreements).values(
            id=agreement_id,
            award_id=award.id,
            state=domain.RUNNING,
            payment_basis=terms.payment_basis,
            amount=award.amount,
            signed_on=day,
            signed_by=uow.actor.identifier,
            starts_on=terms.starts_on or award.starts_on,
            ends_on=terms.ends_on or award.ends_on,
        )
    )
    if terms.instalments:
        rows = [{"agreement_id": agreement_id, **one.model_dump()} for one in terms.instalments]
        await uow.connection.execute(insert(tables.instalments), rows)
    bound = await tables.read_agreement(uow.connection, agreement_id)
    await tell_signed(uow, bound, terms.instalments, day)
    return Signed(agreement_id=agreement_id, amount=award.amount)
