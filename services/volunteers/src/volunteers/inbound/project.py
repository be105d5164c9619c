"""A project that is completed needs no more volunteers."""

from __future__ import annotations

from civic_contracts import Envelope
from civic_contracts.events.budgets import ProjectCompleted
from servicekit import Handlers, UnitOfWork

from volunteers.opportunities.project_end import end_project

HANDLERS = Handlers()


@HANDLERS.on(ProjectCompleted)
async def thank_and_end(uow: UnitOfWork, event: ProjectCompleted, envelope: Envelope) -> None:
    """Opportunities close and placements end."""
    day = event.occurred_on
    await end_project(uow, event.project_id, "project-completed", day, status="completed")
