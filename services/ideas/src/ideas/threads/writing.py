"""Adding steps to threads, in the transaction of what they tell of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from operator import add
from typing import Any
from uuid import UUID

from servicekit import UnitOfWork
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from ideas.threads.own_words import remember_words
from ideas.threads.step import Figure, Place, Step
from ideas.threads.tables import steps
from ideas.threads.withdrawing import without_withdrawn_words

REPLACED = (
    *("event_id", "occurred_on", "recorded_at"),
    *("what", "who", "text", "measures", "money", "tone", "link"),
)


async def add_step(connection: AsyncConnection, step: Step, place: Place) -> None:
    """Puts a step on the thread of an idea or of a conversation.

    A step with a slot takes the place of the one before it, unless that is of a later day.
    """
    step = await without_withdrawn_words(connection, step, place.event_id)
    adding = insert(steps).values(_values(step, place))
    if step.slot is not None:
        given = adding.excluded
        adding = adding.on_conflict_do_update(
            index_elements=[steps.c.idea_id, steps.c.slot],
            index_where=steps.c.slot.is_not(None),
            set_={name: given[name] for name in REPLACED},
            where=given.occurred_on >= steps.c.occurred_on,
        )
    await connection.execute(adding)


async def accumulate(
    connection: AsyncConnection,
    step: Step,
    place: Place,
    together: Callable[[int, int], int] = add,
) -> None:
    """Puts a step in its slot with its figures added to those that stand there.

    ``together`` is what else two figures make. The slot's line then bears the later of the two
    days.
    """
    query = (
        select(steps.c.occurred_on, steps.c.measures)
        .where(steps.c.idea_id == place.idea_id, steps.c.slot == step.slot)
        .with_for_update()
    )
    before = (await connection.execute(query)).one_or_none()
    if before is not None:
        figures = {one["code"]: Figure(**one) for one in before.measures}
        for figure in step.measures:
            there = figures.get(figure.code)
            value = together(figure.value, there.value) if there else figure.value
            figures[figure.code] = replace(figure, value=value)
        on = max(step.on, before.occurred_on)
        step = replace(step, on=on, measures=tuple(figures.values()))
    await add_step(connection, step, place)


async def tell(
    uow: UnitOfWork,
    event_id: UUID,
    step: Step,
    *,
    idea_id: UUID | None = None,
    conversation_id: UUID | None = None,
    words_of: UUID | None = None,
) -> None:
    """Puts a step of this service's own on the thread of its idea or else its conversation.

    ``words_of`` is the thing whose words the event carries, where that is no idea.
    """
    if words_of is not None:
        await remember_words(uow.connection, event_id, words_of)
    if idea_id is None and conversation_id is None:
        return
    place = Place(
        event_id=event_id,
        recorded_at=uow.recorded_at,
        idea_id=idea_id,
        conversation_id=None if idea_id else conversation_id,
    )
    await add_step(uow.connection, step, place)


def _values(step: Step, place: Place) -> dict[str, Any]:
    return {
        "event_id": place.event_id,
        "idea_id": place.idea_id,
        "conversation_id": place.conversation_id,
        "slot": step.slot,
        "occurred_on": step.on,
        "recorded_at": place.recorded_at,
        "service": step.service,
        "kind": step.kind,
        "what": step.what,
        "who": step.who,
        "text": step.text,
        "measures": [asdict(one) for one in step.measures],
        "money": [asdict(one) for one in step.money],
        "tone": step.tone,
        "link": step.link,
    }
