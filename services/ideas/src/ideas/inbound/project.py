"""Projects: finished, still going, carried on by others, taken up elsewhere."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from civic_contracts.envelope import Envelope
from civic_contracts.events.budgets import (
    ProjectCompleted,
    ProjectContinued,
    ProjectEvent,
    ProjectReplicated,
    ProjectSustained,
)
from servicekit import Handlers, UnitOfWork

from ideas.inbound.following import follow
from ideas.intake.tables import public_title
from ideas.threads.rewording import example
from ideas.threads.step import GOOD, STOPPED, THREAD, Figure, Money, Step, figures
from ideas.threads.wording import ward_name

HANDLERS = Handlers()


def _step(event: ProjectEvent, what: str, who: str, **more: Any) -> Step:
    kind = event.routing_key.removeprefix("budgets.").removesuffix(".v1")
    return Step(on=event.occurred_on, service="budgets", kind=kind, what=what, who=who, **more)


@HANDLERS.on(ProjectCompleted)
async def project_completed(uow: UnitOfWork, event: ProjectCompleted, envelope: Envelope) -> None:
    """The project did what it was funded for."""
    if event.idea_id is None:
        return
    step = _step(
        event,
        "The project is finished",
        event.organisation,
        text=event.summary.text if event.summary else "",
        measures=figures(event.measures),
        money=(Money("spent", event.spent),),
        tone=GOOD,
    )
    await follow(uow, envelope, event.idea_id, step, "finished")


@HANDLERS.on(ProjectSustained)
async def project_sustained(uow: UnitOfWork, event: ProjectSustained, envelope: Envelope) -> None:
    """Is it still going?"""
    if event.idea_id is None:
        return
    going = "It is still going" if event.still_going else "It is no longer going"
    step = _step(
        event,
        f"{going}, {event.months_after} months later",
        event.organisation or "Neighbourhood officer",
        text=event.summary.text if event.summary else "",
        measures=(Figure("months-after", event.months_after, "months"),),
        tone=GOOD if event.still_going else STOPPED,
    )
    await follow(uow, envelope, event.idea_id, step)


@HANDLERS.on(ProjectContinued)
async def project_continued(uow: UnitOfWork, event: ProjectContinued, envelope: Envelope) -> None:
    """Somebody else pays for it from now on."""
    if event.idea_id is None:
        return
    step = _step(
        event,
        f"{event.funder} funds it from now on",
        event.funder,
        text=event.summary.text if event.summary else "",
        money=(Money("continued-with", event.amount),) if event.amount else (),
        tone=GOOD,
    )
    await follow(uow, envelope, event.idea_id, step, "continued")


@HANDLERS.on(ProjectReplicated)
async def project_replicated(uow: UnitOfWork, event: ProjectReplicated, envelope: Envelope) -> None:
    """Another ward takes it up; where that is an idea of its own, each leads to the other."""
    if event.idea_id is None:
        return
    ward = ward_name(uow.council, event.ward)
    planned, done = f"{ward} plans to take it up", f"{ward} has taken it up"
    step = _step(
        event,
        planned if event.stage == "planned" else done,
        f"{ward} ward",
        text=event.summary.text if event.summary else "",
        link=_thread(event.replica_idea_id),
        tone=GOOD,
        # What was planned and then begins is one line, which the beginning replaces.
        slot=f"replica:{event.ward}",
    )
    await follow(uow, envelope, event.idea_id, step)
    if event.replica_idea_id is not None and event.replica_idea_id != event.idea_id:
        await _on_the_replica(uow, event, envelope, event.replica_idea_id)


async def _on_the_replica(
    uow: UnitOfWork, event: ProjectReplicated, envelope: Envelope, replica: UUID
) -> None:
    title = await public_title(uow.connection, event.idea_id) if event.idea_id else None
    step = _step(
        event,
        example(title or "a project in another ward"),
        f"{ward_name(uow.council, event.ward)} ward",
        link=_thread(event.idea_id),
        slot=f"example:{event.project_id}",
    )
    await follow(uow, envelope, replica, step)


def _thread(idea_id: UUID | None) -> str:
    return THREAD.format(idea_id) if idea_id else ""
