"""An agreement that stops or ends takes its project's opportunities with it."""

from __future__ import annotations

from civic_contracts import Envelope
from civic_contracts.events.budgets import AgreementEnded, AgreementSuspended
from servicekit import Handlers, UnitOfWork

from volunteers.opportunities.project_end import (
    close_opportunities_of_project,
    end_project,
)

HANDLERS = Handlers()


@HANDLERS.on(AgreementSuspended)
async def stop_taking_volunteers(
    uow: UnitOfWork, event: AgreementSuspended, envelope: Envelope
) -> None:
    """No new volunteers while something is to be put right; those who help go on."""
    day = event.occurred_on
    await close_opportunities_of_project(
        uow, event.project_id, "agreement-suspended", day, status="suspended"
    )


@HANDLERS.on(AgreementEnded)
async def end_placements(uow: UnitOfWork, event: AgreementEnded, envelope: Envelope) -> None:
    """Opportunities close and placements end."""
    day = event.occurred_on
    await end_project(uow, event.project_id, "agreement-ended", day, status="ended")
