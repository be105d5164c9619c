"""An agreement that stops, goes on or ends takes its project's opportunities with it."""

from __future__ import annotations

from civic_contracts import Envelope
from civic_contracts.events.budgets import AgreementEnded, AgreementResumed, AgreementSuspended
from servicekit import Handlers, UnitOfWork

from volunteers.opportunities.project_end import (
    SUSPENDED,
    close_opportunities_of_project,
    end_project,
    resume_project,
)

HANDLERS = Handlers()

WHILE_SUSPENDED = "agreement-suspended"
"""Why an opportunity is closed that opens again when the agreement is resumed."""


@HANDLERS.on(AgreementSuspended)
async def stop_taking_volunteers(
    uow: UnitOfWork, event: AgreementSuspended, envelope: Envelope
) -> None:
    """No new volunteers while something is to be put right; those who help go on."""
    day = event.occurred_on
    await close_opportunities_of_project(
        uow, event.project_id, WHILE_SUSPENDED, day, status=SUSPENDED
    )


@HANDLERS.on(AgreementResumed)
async def take_volunteers_again(
    uow: UnitOfWork, event: AgreementResumed, envelope: Envelope
) -> None:
    """What was closed meanwhile opens again; what a coordinator had closed before stays closed."""
    day = event.occurred_on
    await resume_project(uow, event.project_id, WHILE_SUSPENDED, "agreement-resumed", day)


@HANDLERS.on(AgreementEnded)
async def end_placements(uow: UnitOfWork, event: AgreementEnded, envelope: Envelope) -> None:
    """Opportunities close and placements end."""
    day = event.occurred_on
    await end_project(uow, event.project_id, "agreement-ended", day, status="ended")
