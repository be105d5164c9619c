"""The time that departments give to an idea's project."""

from __future__ import annotations

from civic_contracts.envelope import Envelope
from civic_contracts.events.volunteers import StaffTimeGiven
from servicekit import Handlers, UnitOfWork

from ideas.inbound.following import add_up
from ideas.threads.step import GOOD, Figure, Step
from ideas.threads.wording import department_name

HANDLERS = Handlers()


@HANDLERS.on(StaffTimeGiven)
async def staff_time_given(uow: UnitOfWork, event: StaffTimeGiven, envelope: Envelope) -> None:
    """One line for each department and month."""
    if event.idea_id is None:
        return
    month = event.occurred_on
    step = Step(
        on=event.occurred_on,
        service="volunteers",
        kind="staff-time.given",
        what=f"Council staff gave their time in {month:%B %Y}",
        who=department_name(uow.council, event.department),
        measures=(Figure("staff-time", event.minutes, "minutes"),),
        tone=GOOD,
        slot=f"staff:{event.department}:{month:%Y-%m}",
    )
    await add_up(uow, envelope, event.idea_id, step)
