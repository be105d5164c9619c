"""What is told about barriers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from civic_contracts.events.ideas import BarrierLogged, BarrierRemoved, BarrierTextWithdrawn
from civic_contracts.fields import PublicText
from servicekit import UnitOfWork

from ideas.threads.step import GOOD, Figure, Step
from ideas.threads.wording import department_name, sentence
from ideas.threads.writing import tell

if TYPE_CHECKING:
    from ideas.barriers.commands import LogBarrier, RemovedBarrier


class Removal(NamedTuple):
    """The barrier that was removed."""

    idea_id: UUID | None
    title: str
    owner_department: str


async def tell_logged(uow: UnitOfWork, barrier_id: UUID, command: LogBarrier, day: date) -> None:
    """A barrier was found."""
    event = BarrierLogged(
        occurred_on=day,
        barrier_id=barrier_id,
        idea_id=command.idea_id,
        kind=command.kind,
        title=PublicText(text=command.title),
        owner_department=command.owner_department,
    )
    step = Step(
        on=day,
        service="ideas",
        kind="barrier.logged",
        what=f"{sentence(command.kind)} barrier found",
        who=department_name(uow.council, command.owner_department),
        text=command.title,
    )
    event_id = await uow.publish(event, subject=barrier_id)
    await tell(uow, event_id, step, idea_id=command.idea_id, words_of=barrier_id)


async def tell_removed(
    uow: UnitOfWork, about: Removal, removed: RemovedBarrier, how: str, day: date
) -> None:
    """The barrier no longer stands."""
    event = BarrierRemoved(
        occurred_on=day,
        barrier_id=removed.barrier_id,
        idea_id=about.idea_id,
        how=PublicText(text=how),
        days_standing=removed.days_standing,
    )
    step = Step(
        on=day,
        service="ideas",
        kind="barrier.removed",
        what=f"Barrier removed: {about.title}",
        who=department_name(uow.council, about.owner_department),
        text=how,
        measures=(Figure("days-standing", removed.days_standing, "days"),),
        tone=GOOD,
    )
    event_id = await uow.publish(event, subject=removed.barrier_id)
    await tell(uow, event_id, step, idea_id=about.idea_id, words_of=removed.barrier_id)


async def tell_words_withdrawn(
    uow: UnitOfWork,
    barrier_id: UUID,
    idea_id: UUID | None,
    event_ids: Sequence[UUID],
    reason: str,
    day: date,
) -> None:
    """What these events said in words is to be erased everywhere."""
    event = BarrierTextWithdrawn(
        occurred_on=day,
        barrier_id=barrier_id,
        idea_id=idea_id,
        event_ids=tuple(event_ids),
        reason=reason,
    )
    await uow.publish(event, subject=barrier_id)
