"""The time that departments give to an idea's project."""

from __future__ import annotations

from datetime import date

from civic_contracts.envelope import Envelope
from civic_contracts.events.volunteers import StaffTimeCorrected, StaffTimeGiven
from servicekit import Handlers, UnitOfWork

from ideas.inbound.following import add_up
from ideas.threads.step import GOOD, Figure, Step
from ideas.threads.wording import department_name

HANDLERS = Handlers()


@HANDLERS.on(StaffTimeGiven)
async def staff_time_given(uow: UnitOfWork, event: StaffTimeGiven, envelope: Envelope) -> None:
    """One line for each department and month."""
    await _add_minutes(uow, event, envelope, event.minutes, event.occurred_on)


@HANDLERS.on(StaffTimeCorrected)
async def staff_time_corrected(
    uow: UnitOfWork, event: StaffTimeCorrected, envelope: Envelope
) -> None:
    """A correction changes the line of the month in which the time was given."""
    await _add_minutes(uow, event, envelope, event.change, event.given_on)


async def _add_minutes(
    uow: UnitOfWork,
    event: StaffTimeGiven | StaffTimeCorrected,
    envelope: Envelope,
    minutes: int,
    given_on: date,
) -> None:
    if event.idea_id is None:
        return
    month = given_on
    step = Step(
        on=given_on,
        service="volunteers",
        kind="staff-time.given",
        what=f"Council staff gave their time in {month:%B %Y}",
        who=department_name(uow.council, event.department),
        measures=(Figure("staff-time", minutes, "minutes"),),
        tone=GOOD,
        slot=f"staff:{event.department}:{month:%Y-%m}",
    )
    await add_up(uow, envelope, event.idea_id, step)
