"""What every withdrawal of words comes to here, whichever service tells it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from servicekit import UnitOfWork
from sqlalchemy import ColumnElement, update
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.opportunities.withdrawing import withdraw_words_from
from volunteers.schemes.withdrawing import INSTEAD, note_withdrawn, withdraw_titles
from volunteers.urgent_needs.tables import urgent_needs


async def withdraw(
    uow: UnitOfWork,
    event_ids: Sequence[UUID],
    day: date,
    instead: tuple[str, UUID] | None = None,
) -> None:
    """Takes the words of these events away, and has erased what was told on with them.

    ``instead`` is the title that replaces theirs, and the event that it came with.
    """
    await note_withdrawn(uow.connection, event_ids, instead[0] if instead else None, day)
    await withdraw_titles(uow.connection, event_ids, instead)
    await forget_words_of_needs(uow.connection, urgent_needs.c.text_event_id.in_(event_ids))
    await withdraw_words_from(uow, event_ids, instead, day)


async def forget_words_of_needs(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Erases the words of urgent needs; what is needed stays."""
    await connection.execute(update(urgent_needs).where(which).values(title=INSTEAD, summary=None))
