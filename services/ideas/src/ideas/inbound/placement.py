"""Volunteers' places and hours: many events, few lines on a thread."""

from __future__ import annotations

from datetime import date

from civic_contracts.envelope import Envelope
from civic_contracts.events.volunteers import (
    PlacementConfirmed,
    PlacementEnded,
    PlacementEvent,
    PlacementHoursCorrected,
    PlacementHoursLogged,
)
from servicekit import Handlers, UnitOfWork

from ideas.inbound.following import add_up, keep_highest
from ideas.threads.step import GOOD, Figure, Step

HANDLERS = Handlers()


@HANDLERS.on(PlacementConfirmed)
async def placement_confirmed(
    uow: UnitOfWork, event: PlacementConfirmed, envelope: Envelope
) -> None:
    """One line for each opportunity says how many of its places were taken."""
    if event.idea_id is None:
        return
    step = Step(
        on=event.occurred_on,
        service="volunteers",
        kind="placement.confirmed",
        what="Volunteers took places",
        who="Volunteers",
        measures=(
            Figure("places-taken", event.opportunity_filled, "places", str(event.opportunity_id)),
            Figure(
                "volunteer-places", event.opportunity_places, "places", str(event.opportunity_id)
            ),
        ),
        slot=f"places:{event.opportunity_id}",
    )
    await keep_highest(uow, envelope, event.idea_id, step)


@HANDLERS.on(PlacementEnded)
async def placement_ended(uow: UnitOfWork, event: PlacementEnded, envelope: Envelope) -> None:
    """One line for each opportunity says how many have finished."""
    if event.idea_id is None:
        return
    step = Step(
        on=event.occurred_on,
        service="volunteers",
        kind="placement.ended",
        what="Volunteers finished",
        who="Volunteers",
        measures=(Figure("placements-ended", 1, "people", str(event.opportunity_id)),),
        slot=f"ended:{event.opportunity_id}",
    )
    await add_up(uow, envelope, event.idea_id, step)


@HANDLERS.on(PlacementHoursLogged)
async def hours_logged(uow: UnitOfWork, event: PlacementHoursLogged, envelope: Envelope) -> None:
    """One line for each month says how much time was given."""
    await _add_minutes(uow, event, envelope, event.minutes, event.occurred_on)


@HANDLERS.on(PlacementHoursCorrected)
async def hours_corrected(
    uow: UnitOfWork, event: PlacementHoursCorrected, envelope: Envelope
) -> None:
    """A correction changes the line of the month in which the time was given."""
    given_on = event.given_on or event.occurred_on
    await _add_minutes(uow, event, envelope, event.change, given_on)


async def _add_minutes(
    uow: UnitOfWork, event: PlacementEvent, envelope: Envelope, minutes: int, given_on: date
) -> None:
    if event.idea_id is None:
        return
    month = given_on
    step = Step(
        on=given_on,
        service="volunteers",
        kind="placement.hours-logged",
        what=f"Volunteers gave their time in {month:%B %Y}",
        who="Volunteers",
        measures=(Figure("volunteer-time", minutes, "minutes"),),
        tone=GOOD,
        slot=f"minutes:{month:%Y-%m}",
    )
    await add_up(uow, envelope, event.idea_id, step)
