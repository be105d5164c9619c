"""Logging a barrier, and removing it."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel
from servicekit import NotFound, UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText, LongText, Text
from sqlalchemy import Row, case, insert, select, update

from ideas.answering.offices import day_after_submission
from ideas.barriers import domain, publishing
from ideas.barriers.tables import barriers
from ideas.intake.access import lock_visible_idea
from ideas.intake.domain import the_idea_is_public_and_stands
from ideas.reference import require_known
from ideas.threads.own_words import WithdrawnWords, WithdrawWords, take_words_back
from ideas.threads.withdrawing import INSTEAD


class LogBarrier(Command):
    """What stands in the way, of which idea if of one, and which department has to see to it."""

    idea_id: UUID | None = None
    kind: Literal["legal", "procedural", "practical"]
    title: Text
    owner_department: CodeText


class LoggedBarrier(BaseModel):
    """The new entry of the log."""

    barrier_id: UUID


async def log_barrier(uow: UnitOfWork, command: LogBarrier) -> LoggedBarrier:
    """Enters a barrier in the log."""
    require_known(command.owner_department, uow.council.departments, "/owner_department")
    day = command.occurred(uow)
    if command.idea_id is not None:
        idea = await lock_visible_idea(uow, command.idea_id)
        the_idea_is_public_and_stands(idea)
        day = day_after_submission(uow, command, idea)
    barrier_id = uuid4()
    await uow.connection.execute(
        insert(barriers).values(
            id=barrier_id,
            idea_id=command.idea_id,
            kind=command.kind,
            title=command.title,
            owner_department=command.owner_department,
            logged_on=day,
        )
    )
    await publishing.tell_logged(uow, barrier_id, command, day)
    return LoggedBarrier(barrier_id=barrier_id)


class RemoveBarrier(Command):
    """How the barrier was removed."""

    how: LongText


class RemovedBarrier(BaseModel):
    """Which barrier is gone, and how many days it stood."""

    barrier_id: UUID
    days_standing: int


async def remove_barrier(
    uow: UnitOfWork, barrier_id: UUID, command: RemoveBarrier
) -> RemovedBarrier:
    """Notes that a barrier no longer stands."""
    barrier = await _lock_barrier(uow, barrier_id)
    day = command.occurred(uow)
    domain.the_barrier_stands(barrier.removed_on, barrier.logged_on, day)
    await uow.connection.execute(
        update(barriers).where(barriers.c.id == barrier_id).values(removed_on=day, how=command.how)
    )
    removed = RemovedBarrier(barrier_id=barrier_id, days_standing=(day - barrier.logged_on).days)
    about = publishing.Removal(barrier.idea_id, barrier.title, barrier.owner_department)
    await publishing.tell_removed(uow, about, removed, command.how, day)
    return removed


async def withdraw_words_of_barrier(
    uow: UnitOfWork, barrier_id: UUID, command: WithdrawWords
) -> WithdrawnWords:
    """Erases its title and how it was removed, here and in what was told; the entry stays."""
    barrier = await _lock_barrier(uow, barrier_id)
    day = command.occurred(uow)
    event_ids = await take_words_back(uow, barrier_id, day)
    how = case((barriers.c.how.is_not(None), INSTEAD))
    await uow.connection.execute(
        update(barriers).where(barriers.c.id == barrier_id).values(title=INSTEAD, how=how)
    )
    if event_ids:
        await publishing.tell_words_withdrawn(
            uow, barrier_id, barrier.idea_id, event_ids, command.reason, day
        )
    await uow.audit("barrier.words-withdrawn", str(barrier_id), reason=command.reason)
    return WithdrawnWords(events=len(event_ids))


async def _lock_barrier(uow: UnitOfWork, barrier_id: UUID) -> Row[Any]:
    query = select(barriers).where(barriers.c.id == barrier_id).with_for_update()
    barrier = (await uow.connection.execute(query)).one_or_none()
    if barrier is None:
        raise NotFound("barrier", barrier_id)
    return barrier
