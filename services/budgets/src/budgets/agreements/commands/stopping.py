"""An agreement is suspended, resumed or ended; what was not paid goes back to the wards."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText, LongText

from budgets.agreements import domain, tables
from budgets.agreements.access import lock_in_own_ward
from budgets.agreements.publishing import tell_ended, tell_resumed, tell_suspended
from budgets.awards.tables import purpose_of
from budgets.chronology import comes_after
from budgets.ledger.domain import COMMITTED
from budgets.ledger.posting import last_moved_on, release_all
from budgets.payments.tables import payments_of


class SuspendAgreement(Command):
    """Stop payments until something is put right."""

    reason: CodeText
    reasons: LongText | None = None


class ResumeAgreement(Command):
    """It was put right."""


class EndAgreement(Command):
    """End an agreement."""

    reason: CodeText


class AgreementState(BaseModel):
    """The state that the agreement is in now."""

    agreement_id: UUID
    state: str


class Ended(BaseModel):
    """What was paid and what was released to the wards, in pence."""

    agreement_id: UUID
    paid: int
    released: int


async def suspend_agreement(
    uow: UnitOfWork, agreement_id: UUID, command: SuspendAgreement
) -> AgreementState:
    """Suspends a running agreement: nothing is paid under it."""
    day = command.occurred(uow)
    bound = await lock_in_own_ward(uow, agreement_id)
    domain.can_be_done_when("suspending it", bound.agreement.state, domain.RUNNING)
    comes_after(day, {**_steps_of(bound), **await _money_of(uow, bound)})
    await tables.change_agreement(
        uow.connection,
        agreement_id,
        state=domain.SUSPENDED,
        suspended_for=command.reason,
        suspended_reasons=command.reasons,
        turned_on=day,
    )
    await tell_suspended(uow, bound, command.reason, command.reasons, day)
    return AgreementState(agreement_id=agreement_id, state=domain.SUSPENDED)


async def resume_agreement(
    uow: UnitOfWork, agreement_id: UUID, command: ResumeAgreement
) -> AgreementState:
    """Lets a suspended agreement run again."""
    day = command.occurred(uow)
    bound = await lock_in_own_ward(uow, agreement_id)
    domain.can_be_done_when("resuming it", bound.agreement.state, domain.SUSPENDED)
    comes_after(day, _steps_of(bound))
    await tables.change_agreement(
        uow.connection,
        agreement_id,
        state=domain.RUNNING,
        suspended_for=None,
        suspended_reasons=None,
        turned_on=day,
    )
    await tell_resumed(uow, bound, day)
    return AgreementState(agreement_id=agreement_id, state=domain.RUNNING)


def _steps_of(bound: tables.Bound) -> dict[str, date | None]:
    return {
        "was signed": bound.agreement.signed_on,
        "was suspended or resumed": bound.agreement.turned_on,
    }


async def _money_of(uow: UnitOfWork, bound: tables.Bound) -> dict[str, date | None]:
    """When its money moved last: paid, or come back."""
    return {"had money moved under it": await last_moved_on(uow.connection, bound.award.id)}


async def end_agreement(uow: UnitOfWork, agreement_id: UUID, command: EndAgreement) -> Ended:
    """Ends it and releases the remainder, once every payment asked for is settled."""
    day = command.occurred(uow)
    bound = await lock_in_own_ward(uow, agreement_id)
    state = bound.agreement.state
    domain.can_be_done_when("ending it", state, domain.RUNNING, domain.SUSPENDED)
    domain.nothing_is_outstanding(bound.agreement.asked)
    settled = [one.settled_on for one in await payments_of(uow.connection, agreement_id)]
    last = max((one for one in settled if one), default=None)
    steps = {**_steps_of(bound), "was paid under, or refused payment, last": last}
    comes_after(day, {**steps, **await _money_of(uow, bound)})
    purpose = purpose_of(bound.award, bound.proposal)
    released = await release_all(
        uow, purpose, held=COMMITTED, occurred_on=day, reason=command.reason
    )
    await tables.change_agreement(
        uow.connection,
        agreement_id,
        state=domain.ENDED,
        ended_on=day,
        end_reason=command.reason,
        released=released,
    )
    await tell_ended(uow, bound, command.reason, released, day)
    return Ended(agreement_id=agreement_id, paid=bound.agreement.paid, released=released)
