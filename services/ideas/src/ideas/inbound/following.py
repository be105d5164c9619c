"""Putting another service's event on the thread of its idea."""

from __future__ import annotations

from uuid import UUID

from civic_contracts.envelope import Envelope
from servicekit import UnitOfWork, UnknownReference
from sqlalchemy import select

from ideas.intake.tables import advance, ideas
from ideas.threads.step import Place, Step
from ideas.threads.writing import accumulate, add_step


async def follow(
    uow: UnitOfWork, envelope: Envelope, idea_id: UUID, step: Step, stage: str | None = None
) -> None:
    """Adds the step, and moves the idea on to ``stage``.

    An idea that is not known here yet holds the event: ``UnknownReference``.
    """
    await require_idea(uow, idea_id)
    if stage is not None:
        await advance(uow.connection, idea_id, stage)
    await add_step(uow.connection, step, place_of(envelope, idea_id))


async def add_up(uow: UnitOfWork, envelope: Envelope, idea_id: UUID, step: Step) -> None:
    """Adds the step's figures to those in its slot."""
    await require_idea(uow, idea_id)
    await accumulate(uow.connection, step, place_of(envelope, idea_id))


async def keep_highest(uow: UnitOfWork, envelope: Envelope, idea_id: UUID, step: Step) -> None:
    """Has the step's figures stand in their slot where they are higher than those there.

    So they do for what several subjects count together: their events come in any order.
    """
    await require_idea(uow, idea_id)
    await accumulate(uow.connection, step, place_of(envelope, idea_id), max)


async def require_idea(uow: UnitOfWork, idea_id: UUID) -> None:
    """Raises ``UnknownReference`` where the idea is not known here."""
    known = await uow.connection.execute(select(ideas.c.id).where(ideas.c.id == idea_id))
    if known.one_or_none() is None:
        raise UnknownReference("idea", idea_id)


def place_of(envelope: Envelope, idea_id: UUID) -> Place:
    """Where a step stands: on the idea's thread, at the time its service recorded it."""
    return Place(event_id=envelope.id, recorded_at=envelope.time, idea_id=idea_id)
