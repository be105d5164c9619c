"""What is said of agreements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from civic_contracts.events.budgets import (
    AgreementConditionMet,
    AgreementEnded,
    AgreementMonitoringRecorded,
    AgreementResumed,
    AgreementSigned,
    AgreementSuspended,
)
from civic_contracts.events.money import Instalment, Prize
from civic_contracts.fields import Measure, PublicText
from servicekit import UnitOfWork

from budgets.agreements.tables import Bound
from budgets.proposals.publishing import words
from budgets.words import domain
from budgets.words.tables import remember_told


def names_of(bound: Bound) -> dict[str, UUID | None]:
    """The ids that every event about an agreement carries."""
    return {
        "agreement_id": bound.agreement.id,
        "award_id": bound.award.id,
        "project_id": bound.award.project_id,
        "idea_id": bound.proposal.idea_id,
    }


def measures_of(found: Iterable[Any]) -> tuple[Measure, ...]:
    """Stored measures as events carry them."""
    return tuple(Measure(**one) for one in found)


async def tell_signed(uow: UnitOfWork, bound: Bound, planned: Sequence[Any], day: date) -> None:
    """The agreement was signed."""
    event = AgreementSigned(
        **names_of(bound),
        organisation=bound.award.organisation,
        amount=bound.agreement.amount,
        payment_basis=bound.agreement.payment_basis,
        instalments=tuple(
            Instalment(code=one.code, amount=one.amount, due_on=one.due_on) for one in planned
        ),
        starts_on=bound.agreement.starts_on,
        ends_on=bound.agreement.ends_on,
        occurred_on=day,
    )
    await uow.publish(event, subject=bound.agreement.id)


async def tell_condition_met(
    uow: UnitOfWork, bound: Bound, code: str, evidence: str, day: date
) -> None:
    """A condition of the award was met."""
    event = AgreementConditionMet(
        **names_of(bound), condition=code, evidence=PublicText(text=evidence), occurred_on=day
    )
    event_id = await uow.publish(event, subject=bound.agreement.id)
    await remember_told(uow.connection, event_id, bound.proposal.id, domain.CONDITION, day, code)


async def tell_monitoring(
    uow: UnitOfWork,
    bound: Bound,
    *,
    monitoring_id: UUID,
    kind: str,
    measures: Iterable[Any],
    summary: str | None,
    prizes: Iterable[Any],
    day: date,
) -> None:
    """Figures were recorded."""
    event = AgreementMonitoringRecorded(
        **names_of(bound),
        kind=kind,
        measures=measures_of(measures),
        summary=words(summary),
        prizes=tuple(Prize(**one) for one in prizes),
        occurred_on=day,
    )
    event_id = await uow.publish(event, subject=bound.agreement.id)
    if summary is not None:
        told = (event_id, bound.proposal.id, domain.MONITORING, day, monitoring_id)
        await remember_told(uow.connection, *told)


async def tell_suspended(
    uow: UnitOfWork, bound: Bound, reason: str, reasons: str | None, day: date
) -> None:
    """Payments stop."""
    event = AgreementSuspended(
        **names_of(bound), reason=reason, reasons=words(reasons), occurred_on=day
    )
    event_id = await uow.publish(event, subject=bound.agreement.id)
    if reasons is not None:
        told = (event_id, bound.proposal.id, domain.SUSPENSION, day)
        await remember_told(uow.connection, *told)


async def tell_resumed(uow: UnitOfWork, bound: Bound, day: date) -> None:
    """Payments go on."""
    event = AgreementResumed(**names_of(bound), occurred_on=day)
    await uow.publish(event, subject=bound.agreement.id)


async def tell_ended(uow: UnitOfWork, bound: Bound, reason: str, released: int, day: date) -> None:
    """It is over; both amounts in pence."""
    event = AgreementEnded(
        **names_of(bound),
        reason=reason,
        paid=bound.agreement.paid,
        released=released,
        occurred_on=day,
    )
    await uow.publish(event, subject=bound.agreement.id)
