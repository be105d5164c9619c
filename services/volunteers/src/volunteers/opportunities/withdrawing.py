"""Words of an opportunity that are withdrawn: here, and in what was told of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText
from sqlalchemy import Row, select, update

from volunteers.chronology import comes_after
from volunteers.opportunities.commands import lock_opportunity
from volunteers.opportunities.publishing import tell_text_withdrawn
from volunteers.opportunities.tables import opportunities
from volunteers.schemes.withdrawing import INSTEAD


class WithdrawOpportunityWords(Command):
    """The words must not be shown any more; places and hours stay."""

    reason: CodeText


class OpportunityWithoutWords(BaseModel):
    """Which opportunity it is."""

    opportunity_id: UUID


async def withdraw_words(
    uow: UnitOfWork, opportunity_id: UUID, command: WithdrawOpportunityWords
) -> OpportunityWithoutWords:
    """A moderator takes the words away for good."""
    day = command.occurred(uow)
    row = await lock_opportunity(uow.connection, opportunity_id)
    comes_after(day, {"was opened": row.opened_on})
    await _replace(uow, row, None, command.reason, day)
    await uow.audit("opportunity-words-withdrawn", str(opportunity_id), reason=command.reason)
    return OpportunityWithoutWords(opportunity_id=opportunity_id)


async def withdraw_words_from(
    uow: UnitOfWork, event_ids: Sequence[UUID], instead: tuple[str, UUID] | None, day: date
) -> None:
    """Takes the words of these events off opportunities, which are called ``instead`` from now on.

    ``instead`` is a title and the event that it came with.
    """
    wanted = select(opportunities).where(opportunities.c.text_event_id.in_(event_ids))
    locked = wanted.order_by(opportunities.c.id).with_for_update()
    for row in (await uow.connection.execute(locked)).all():
        await _replace(uow, row, instead, "moderated", day)


async def _replace(
    uow: UnitOfWork, row: Row[Any], instead: tuple[str, UUID] | None, reason: str, day: date
) -> None:
    title, text_event_id = instead or (None, row.text_event_id)
    told = [*row.told_event_ids]
    if told:
        told_now = await tell_text_withdrawn(uow, row, reason, day, title=title)
        told += [told_now] if title else []
    await uow.connection.execute(
        update(opportunities)
        .where(opportunities.c.id == row.id)
        .values(
            title=title or INSTEAD,
            about="",
            text_event_id=text_event_id,
            told_event_ids=told,
        )
    )
