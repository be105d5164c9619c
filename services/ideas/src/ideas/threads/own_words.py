"""The words of urgent needs, barriers and meetings: which events carry them, and taking them back.

Ideas are not among these: a moderator hides an idea or gives it other words.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import BaseModel
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText
from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.threads.tables import told_words
from ideas.threads.withdrawing import withdraw_texts


class WithdrawWords(Command):
    """Why words are taken back, in a word: moderated, owner-asked, unlawful."""

    reason: CodeText = "moderated"


class WithdrawnWords(BaseModel):
    """How many events carried the words, and are told to be without them now."""

    events: int


async def remember_words(connection: AsyncConnection, event_id: UUID, subject_id: UUID) -> None:
    """Notes that an event carries a subject's words, should they have to be withdrawn."""
    await connection.execute(insert(told_words).values(event_id=event_id, subject_id=subject_id))


async def take_words_back(uow: UnitOfWork, subject_id: UUID, day: date) -> list[UUID]:
    """Takes a subject's words off every thread; returns the events that still carry them."""
    taken = await uow.connection.execute(
        delete(told_words)
        .where(told_words.c.subject_id == subject_id)
        .returning(told_words.c.event_id)
    )
    event_ids = sorted(taken.scalars(), key=str)
    if event_ids:
        await withdraw_texts(uow.connection, event_ids, day)
    return event_ids
