"""Words that tell of a person, or that the law forbids, are taken away for good."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText
from sqlalchemy import update

from budgets.awards.tables import award_of
from budgets.chronology import comes_after
from budgets.proposals.access import lock_in_own_ward
from budgets.proposals.publishing import remember_words, tell_words_withdrawn
from budgets.proposals.withdrawn_words import INSTEAD
from budgets.words import domain, tables
from budgets.words.erasing import erase


class WithdrawToldWords(Command):
    """Take away what one event said of a proposal in words, here and in every copy."""

    reason: CodeText


class WordsWithdrawn(BaseModel):
    """The event whose words are gone, and what it told of."""

    proposal_id: UUID
    event_id: UUID
    told_in: str
    withdrawn_on: date


async def withdraw_told_words(
    uow: UnitOfWork, proposal_id: UUID, event_id: UUID, command: WithdrawToldWords
) -> WordsWithdrawn:
    """Erases all free words of one event; what was decided, counted and paid stays.

    Words of the same part that were said later are other words, and stay as well.
    """
    day = command.occurred(uow)
    proposal = await lock_in_own_ward(uow, proposal_id)
    told = await tables.told_by(uow.connection, proposal_id, event_id)
    domain.can_be_withdrawn(told.withdrawn_on)
    comes_after(day, {"was said": told.told_on})
    if not await tables.was_said_anew(uow.connection, told):
        await erase(uow.connection, told)
    await uow.connection.execute(
        update(tables.told_words)
        .where(tables.told_words.c.event_id == event_id)
        .values(withdrawn_on=day)
    )
    # The event has the title as well, which is nobody's fault here: it is said again.
    with_title = told.told_in in domain.WITH_TITLE and proposal.title != INSTEAD
    title = proposal.title if with_title else None
    award = await award_of(uow.connection, proposal_id)
    withdrawal = await tell_words_withdrawn(
        uow,
        proposal,
        [event_id],
        command.reason,
        day,
        title=title,
        project_id=None if award is None else award.project_id,
    )
    if title is not None:
        await remember_words(uow, withdrawal, proposal_id)
    about = {"event": event_id, "told_in": told.told_in, "reason": command.reason, "on": day}
    await uow.audit("proposal.told-words-withdrawn", str(proposal_id), **about)
    return WordsWithdrawn(
        proposal_id=proposal_id, event_id=event_id, told_in=told.told_in, withdrawn_on=day
    )
