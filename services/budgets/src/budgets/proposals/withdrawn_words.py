"""Words that must not be shown any more are erased; the money and the figures stay."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from servicekit import UnitOfWork
from sqlalchemy import Row, delete
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.proposals.publishing import tell_words_withdrawn
from budgets.proposals.tables import change, told_texts

INSTEAD = "Words withdrawn"


async def forget_words(uow: UnitOfWork, proposal: Row[Any], reason: str, day: date) -> None:
    """Erases the title and summary of a locked proposal, here and in what was told of it."""
    await change(uow.connection, proposal.id, title=INSTEAD, summary=None, text_event_id=None)
    told = await uow.connection.execute(
        delete(told_texts)
        .where(told_texts.c.proposal_id == proposal.id)
        .returning(told_texts.c.event_id)
    )
    event_ids = sorted(told.scalars(), key=str)
    if event_ids:
        await tell_words_withdrawn(uow, proposal, event_ids, reason, day)
    await uow.audit("proposal.words-withdrawn", str(proposal.id), reason=reason, on=day)


async def erase_words(connection: AsyncConnection, proposal_id: UUID) -> None:
    """Erases what was written in a locked proposal that was never published, notes included."""
    await change(connection, proposal_id, title=INSTEAD, summary=None, notes=None)


async def regain_words(
    uow: UnitOfWork, proposal: Row[Any], title: str, summary: str | None, event_id: UUID
) -> None:
    """Gives a locked proposal the words that were approved anew; what was told stays erased."""
    await change(uow.connection, proposal.id, title=title, summary=summary, text_event_id=event_id)
    await uow.audit("proposal.words-given-again", str(proposal.id))
