"""What is said of projects."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from civic_contracts.events.budgets import (
    ProjectCompleted,
    ProjectContinued,
    ProjectReplicated,
    ProjectSustained,
)
from civic_contracts.fields import Measure, PublicText
from servicekit import UnitOfWork
from sqlalchemy import Row

from budgets.proposals.publishing import remember_words, words
from budgets.words import domain
from budgets.words.tables import remember_told


def _names(award: Row[Any], proposal: Row[Any]) -> dict[str, UUID | None]:
    return {
        "project_id": award.project_id,
        "award_id": award.id,
        "idea_id": proposal.idea_id,
    }


async def tell_completed(
    uow: UnitOfWork,
    award: Row[Any],
    proposal: Row[Any],
    *,
    wards: Iterable[str],
    spent: int,
    measures: Iterable[Any],
    summary: str | None,
    day: date,
) -> None:
    """The project did what it was funded for; ``spent`` is what is paid so far, in pence.

    Later payments are told by ``agreement.payment-made``, each with all that is paid to date.
    """
    event = ProjectCompleted(
        **_names(award, proposal),
        title=PublicText(text=proposal.title),
        theme=proposal.theme,
        wards=tuple(wards),
        organisation=award.organisation,
        spent=spent,
        measures=tuple(Measure(**one) for one in measures),
        summary=words(summary),
        occurred_on=day,
    )
    event_id = await uow.publish(event, subject=award.project_id)
    await remember_words(uow, event_id, proposal.id)
    if summary is not None:
        await remember_told(uow.connection, event_id, proposal.id, domain.COMPLETION, day)


async def tell_sustained(
    uow: UnitOfWork,
    award: Row[Any],
    proposal: Row[Any],
    *,
    months: int,
    still_going: bool,
    summary: str | None,
    day: date,
) -> None:
    """It was asked whether the project is still going."""
    event = ProjectSustained(
        **_names(award, proposal),
        months_after=months,
        still_going=still_going,
        organisation=award.organisation,
        summary=words(summary),
        occurred_on=day,
    )
    event_id = await uow.publish(event, subject=award.project_id)
    if summary is not None:
        told = (event_id, proposal.id, domain.FOLLOW_UP, day, months)
        await remember_told(uow.connection, *told)


async def tell_continued(
    uow: UnitOfWork,
    award: Row[Any],
    proposal: Row[Any],
    *,
    funder: str,
    amount: int | None,
    summary: str | None,
    day: date,
) -> None:
    """Somebody else funds it from now on."""
    event = ProjectContinued(
        **_names(award, proposal),
        funder=funder,
        amount=amount,
        summary=words(summary),
        occurred_on=day,
    )
    event_id = await uow.publish(event, subject=award.project_id)
    if summary is not None:
        told = (event_id, proposal.id, domain.CONTINUATION, day, funder)
        await remember_told(uow.connection, *told)


async def tell_replicated(
    uow: UnitOfWork,
    award: Row[Any],
    proposal: Row[Any],
    *,
    ward: str,
    stage: str,
    idea_id: UUID | None,
    proposal_id: UUID | None,
    summary: str | None,
    day: date,
) -> None:
    """Another ward takes it up."""
    event = ProjectReplicated(
        **_names(award, proposal),
        ward=ward,
        stage=stage,
        replica_idea_id=idea_id,
        replica_proposal_id=proposal_id,
        summary=words(summary),
        occurred_on=day,
    )
    event_id = await uow.publish(event, subject=award.project_id)
    if summary is not None:
        told = (event_id, proposal.id, domain.REPLICATION, day, domain.replication(ward, stage))
        await remember_told(uow.connection, *told)
