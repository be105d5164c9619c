"""Words that must not be shown any more are erased; the money and the figures stay."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from servicekit import UnitOfWork
from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.awards.tables import awards
from budgets.proposals.publishing import remember_words, tell_words_withdrawn
from budgets.proposals.tables import change, told_texts

INSTEAD = "Words withdrawn"


async def forget_words(uow: UnitOfWork, proposal: Row[Any], reason: str, day: date) -> None:
    """Erases the title and summary of a locked proposal, here and in what was told of it."""
    await change(uow.connection, proposal.id, title=INSTEAD, summary=None, text_event_id=None)
    await _withdraw_told(uow, proposal, None, reason, day)
    await uow.audit("proposal.words-withdrawn", str(proposal.id), reason=reason, on=day)


async def replace_words(
    uow: UnitOfWork,
    proposal: Row[Any],
    text_event_id: UUID,
    title: str,
    summary: str | None,
    day: date,
) -> None:
    """Gives a locked proposal the words that its idea has now; those that were told are erased."""
    words = {"title": title, "summary": summary, "text_event_id": text_event_id}
    await change(uow.connection, proposal.id, **words)
    await _withdraw_told(uow, proposal, title, "moderated", day)
    await uow.audit("proposal.words-replaced", str(proposal.id), on=day)


async def _withdraw_told(
    uow: UnitOfWork, proposal: Row[Any], instead: str | None, reason: str, day: date
) -> None:
    """Has erased whatever was told of a proposal in words, also what replaced others before.

    All of it each time: who hears of an award after its withdrawal learns the latest title so.
    """
    told = await uow.connection.execute(
        select(told_texts.c.event_id).where(told_texts.c.proposal_id == proposal.id)
    )
    event_ids = sorted(told.scalars(), key=str)
    if not event_ids:
        return
    project = await uow.connection.execute(
        select(awards.c.project_id).where(awards.c.proposal_id == proposal.id).limit(1)
    )
    event_id = await tell_words_withdrawn(
        uow, proposal, event_ids, reason, day, title=instead, project_id=project.scalar()
    )
    if instead is not None:
        await remember_words(uow, event_id, proposal.id)


async def erase_words(connection: AsyncConnection, proposal: Row[Any]) -> None:
    """Erases what was written in a locked proposal that was never published, notes included.

    Who applies was written there, too, unless it is a group of the register.
    """
    names = ("organisation", "charity_number", "company_number")
    written = dict.fromkeys(names) if proposal.group_id is None else {}
    await change(connection, proposal.id, title=INSTEAD, summary=None, notes=None, **written)
