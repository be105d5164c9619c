"""Spaces: offered, pledged, used, released; and with them urgent needs met.

A space that was offered for an urgent need is not yet found: whoever coordinates looks at it, and
gives it to the need or does not. Only what is used for the need is found.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from civic_contracts.envelope import Envelope
from civic_contracts.events.volunteers import (
    SpaceEvent,
    SpaceOffered,
    SpacePledged,
    SpaceReleased,
    SpaceTextWithdrawn,
    SpaceUseCorrected,
    SpaceUsed,
)
from servicekit import Handlers, UnitOfWork, UnknownReference

from ideas.inbound.following import add_up, follow
from ideas.threads.step import GOOD, Figure, Place, Step
from ideas.threads.withdrawing import INSTEAD, TAKEN, withdraw_texts
from ideas.threads.wording import phrase, ward_name
from ideas.threads.writing import add_step
from ideas.urgent_needs.domain import UrgentNeed
from ideas.urgent_needs.meeting import space_was_found
from ideas.urgent_needs.reopening import GivenBack, space_was_given_back
from ideas.urgent_needs.tables import find_need

HANDLERS = Handlers()


def _step(event: SpaceEvent, what: str, who: str, **more: Any) -> Step:
    kind = event.routing_key.removeprefix("volunteers.").removesuffix(".v1")
    return Step(on=event.occurred_on, service="volunteers", kind=kind, what=what, who=who, **more)


@HANDLERS.on(SpaceOffered)
async def space_offered(uow: UnitOfWork, event: SpaceOffered, envelope: Envelope) -> None:
    """A room, a hall or an empty building may be used."""
    step = _step(
        event,
        f"{'A temporary space' if event.temporary else 'A space'} was offered: {event.title.text}",
        event.organisation,
        text=", ".join(phrase(one) for one in event.facilities).capitalize(),
        measures=(Figure("capacity", event.capacity, "people"),) if event.capacity else (),
        tone=GOOD,
    )
    await _tell(uow, event, envelope, step, await _need_of(uow, event.urgent_need_id))


@HANDLERS.on(SpaceUsed)
async def space_used(uow: UnitOfWork, event: SpaceUsed, envelope: Envelope) -> None:
    """A space was used; for an urgent need at once, else added up month by month."""
    measures = [Figure("space-time", event.minutes, "minutes")] if event.minutes else []
    need = await _need_of(uow, event.urgent_need_id)
    if need is not None:
        known = need.title != INSTEAD
        what = f"A space was taken for the urgent need: {need.title}" if known else TAKEN
        step = _step(event, what, ward_name(uow.council, event.ward), measures=tuple(measures))
        await _tell(uow, event, envelope, step, need)
        await space_was_found(uow, need, event.space_id, event.occurred_on)
        return
    await _add_use(uow, event, envelope, event.occurred_on, event.minutes, 1)


@HANDLERS.on(SpaceUseCorrected)
async def use_corrected(uow: UnitOfWork, event: SpaceUseCorrected, envelope: Envelope) -> None:
    """A correction changes the line of the month of the use; no minutes are no use."""
    before = event.minutes - event.change
    times = (event.minutes > 0) - (before > 0)
    await _add_use(uow, event, envelope, event.given_on, event.change, times)


async def _add_use(
    uow: UnitOfWork,
    event: SpaceUsed | SpaceUseCorrected,
    envelope: Envelope,
    month: date,
    minutes: int,
    times: int,
) -> None:
    if event.idea_id is None:
        return
    used = [Figure("space-time", minutes, "minutes")] if minutes else []
    step = Step(
        on=month,
        service="volunteers",
        kind="space.used",
        what=f"A space was used in {month:%B %Y}: {phrase(event.purpose)}",
        who=ward_name(uow.council, event.ward),
        measures=(*used, Figure("times-used", times, "times")),
        slot=f"space:{event.space_id}:{event.purpose}:{month:%Y-%m}",
    )
    await add_up(uow, envelope, event.idea_id, step)


@HANDLERS.on(SpacePledged)
async def space_pledged(uow: UnitOfWork, event: SpacePledged, envelope: Envelope) -> None:
    """Free use was promised."""
    step = _step(
        event,
        "Free use of a space was pledged",
        event.organisation,
        text=f"Pattern: {phrase(event.pattern)}.",
        measures=(Figure("free-time-a-year", event.minutes_a_year, "minutes"),),
        tone=GOOD,
    )
    await _tell(uow, event, envelope, step, None)


@HANDLERS.on(SpaceReleased)
async def space_released(uow: UnitOfWork, event: SpaceReleased, envelope: Envelope) -> None:
    """A space is no longer offered, or an urgent need no longer has it."""
    need = await _need_of(uow, event.urgent_need_id)
    if need is not None:
        what = "The urgent need no longer has this space"
    else:
        what = "A space is free again" if event.stays_offered else "A space is no longer offered"
    told = f"{what}: {phrase(event.reason)}"
    step = _step(event, told, ward_name(uow.council, event.ward))
    await _tell(uow, event, envelope, step, need)
    if need is not None:
        back = GivenBack(event.space_id, event.occurred_on, event.reason, event.fell_through)
        await space_was_given_back(uow, need, back)


@HANDLERS.on(SpaceTextWithdrawn)
async def texts_withdrawn(uow: UnitOfWork, event: SpaceTextWithdrawn, envelope: Envelope) -> None:
    """The words of these events are gone from every thread."""
    await withdraw_texts(uow.connection, event.event_ids, event.occurred_on)


async def _tell(
    uow: UnitOfWork, event: SpaceEvent, envelope: Envelope, step: Step, need: UrgentNeed | None
) -> None:
    """On the idea's thread, else on that of the urgent need."""
    idea_id = event.idea_id or (need.idea_id if need else None)
    if idea_id is not None:
        await follow(uow, envelope, idea_id, step)
    elif need is not None and need.conversation_id is not None:
        place = Place(
            event_id=envelope.id,
            recorded_at=envelope.time,
            conversation_id=need.conversation_id,
        )
        await add_step(uow.connection, step, place)


async def _need_of(uow: UnitOfWork, need_id: UUID | None) -> UrgentNeed | None:
    if need_id is None:
        return None
    need = await find_need(uow.connection, need_id, lock=True)
    if need is None:
        raise UnknownReference("urgent-need", need_id)
    return need
