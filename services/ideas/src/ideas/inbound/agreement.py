"""Agreements: signed, paid, monitored, their conditions met, ended."""

from __future__ import annotations

from typing import Any

from civic_contracts.envelope import Envelope
from civic_contracts.events.budgets import (
    AgreementConditionMet,
    AgreementEnded,
    AgreementEvent,
    AgreementMonitoringRecorded,
    AgreementPaymentMade,
    AgreementPaymentRepaid,
    AgreementResumed,
    AgreementSigned,
    AgreementSuspended,
)
from servicekit import Handlers, UnitOfWork

from ideas.inbound.following import follow
from ideas.threads.step import GOOD, STOPPED, Money, Step, figures
from ideas.threads.wording import phrase, sentence

HANDLERS = Handlers()

OFFICER = "Neighbourhood officer"


def _step(event: AgreementEvent, what: str, who: str, **more: Any) -> Step:
    kind = event.routing_key.removeprefix("budgets.").removesuffix(".v1")
    link = f"/budgets/agreements/{event.agreement_id}"
    return Step(
        on=event.occurred_on, service="budgets", kind=kind, what=what, who=who, link=link, **more
    )


@HANDLERS.on(AgreementSigned)
async def agreement_signed(uow: UnitOfWork, event: AgreementSigned, envelope: Envelope) -> None:
    """Council and organisation agreed."""
    if event.idea_id is None:
        return
    step = _step(
        event,
        f"An agreement was signed with {event.organisation}",
        "Council and organisation",
        text=f"To be paid {phrase(event.payment_basis)}.",
        money=(Money("agreed", event.amount),),
    )
    await follow(uow, envelope, event.idea_id, step, "under-way")


@HANDLERS.on(AgreementConditionMet)
async def condition_met(uow: UnitOfWork, event: AgreementConditionMet, envelope: Envelope) -> None:
    """A condition of the award was met."""
    if event.idea_id is None:
        return
    step = _step(
        event,
        f"A condition was met: {phrase(event.condition)}",
        OFFICER,
        text=event.evidence.text if event.evidence else "",
        tone=GOOD,
    )
    await follow(uow, envelope, event.idea_id, step)


@HANDLERS.on(AgreementPaymentMade)
async def payment_made(uow: UnitOfWork, event: AgreementPaymentMade, envelope: Envelope) -> None:
    """The organisation was paid."""
    if event.idea_id is None:
        return
    money = [Money("paid", event.amount)]
    if event.paid_to_date != event.amount:
        money.append(Money("paid-to-date", event.paid_to_date))
    step = _step(event, f"{event.organisation} was paid", "Finance", money=tuple(money))
    await follow(uow, envelope, event.idea_id, step, "under-way")


@HANDLERS.on(AgreementPaymentRepaid)
async def payment_repaid(
    uow: UnitOfWork, event: AgreementPaymentRepaid, envelope: Envelope
) -> None:
    """Money that was paid came back, and where the agreement had ended to the wards."""
    if event.idea_id is None:
        return
    money = [Money("paid", -event.amount), Money("paid-to-date", event.paid_to_date)]
    if event.released:
        money.append(Money("given-back", event.released))
    what = f"A payment to {event.organisation} came back"
    step = _step(event, what, "Finance", money=tuple(money), tone=STOPPED)
    await follow(uow, envelope, event.idea_id, step)


@HANDLERS.on(AgreementMonitoringRecorded)
async def monitoring_recorded(
    uow: UnitOfWork, event: AgreementMonitoringRecorded, envelope: Envelope
) -> None:
    """What a visit, a report or an evening showed, in figures."""
    if event.idea_id is None:
        return
    words = [event.summary.text] if event.summary else []
    words += [f"{sentence(one.code)}: {one.organisation}." for one in event.prizes]
    step = _step(
        event,
        f"What was seen: {phrase(event.kind)}",
        OFFICER,
        text="\n\n".join(words),
        measures=figures(event.measures),
        tone=GOOD if event.prizes else "plain",
    )
    await follow(uow, envelope, event.idea_id, step, "under-way")


@HANDLERS.on(AgreementSuspended)
async def agreement_suspended(
    uow: UnitOfWork, event: AgreementSuspended, envelope: Envelope
) -> None:
    """Payments stopped."""
    if event.idea_id is None:
        return
    step = _step(
        event,
        f"Payments were stopped: {phrase(event.reason)}",
        OFFICER,
        text=event.reasons.text if event.reasons else "",
        tone=STOPPED,
    )
    await follow(uow, envelope, event.idea_id, step)


@HANDLERS.on(AgreementResumed)
async def agreement_resumed(uow: UnitOfWork, event: AgreementResumed, envelope: Envelope) -> None:
    """What was wrong has been put right."""
    if event.idea_id is None:
        return
    await follow(uow, envelope, event.idea_id, _step(event, "Payments go on", OFFICER))


@HANDLERS.on(AgreementEnded)
async def agreement_ended(uow: UnitOfWork, event: AgreementEnded, envelope: Envelope) -> None:
    """The agreement is over."""
    if event.idea_id is None:
        return
    money = (Money("paid-in-all", event.paid), Money("given-back", event.released))
    step = _step(
        event,
        f"The agreement ended: {phrase(event.reason)}",
        "Council and organisation",
        money=tuple(one for one in money if one.pence),
    )
    await follow(uow, envelope, event.idea_id, step)
