"""Acknowledging an idea, and taking responsibility for it."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import CodeText

from ideas.answering import domain, publishing
from ideas.answering.offices import day_after_submission, office_of
from ideas.intake.access import lock_idea_in_own_ward
from ideas.intake.domain import the_idea_is_public_and_stands
from ideas.intake.progress import further
from ideas.intake.tables import change_idea
from ideas.reference import days_taken, require_known


class AcknowledgeIdea(Command):
    """The owner is told that the idea has arrived."""

    department: CodeText | None = None
    role: CodeText | None = None


class AdoptIdea(Command):
    """A department takes responsibility, by name of role."""

    department: CodeText
    role: CodeText = "neighbourhood-officer"


class IdeaStanding(BaseModel):
    """How an idea stands after a step."""

    idea_id: UUID
    progress: str


async def acknowledge_idea(
    uow: UnitOfWork, idea_id: UUID, command: AcknowledgeIdea
) -> IdeaStanding:
    """Stops the first clock."""
    idea = await lock_idea_in_own_ward(uow, idea_id)
    the_idea_is_public_and_stands(idea)
    domain.the_idea_is_acknowledged_once(idea)
    day = day_after_submission(uow, command, idea)
    office = office_of(uow, idea, command.department, command.role)
    taken = days_taken(uow.council, idea.submitted_on, day)
    progress = further(idea.progress, "acknowledged")
    await change_idea(
        uow.connection, idea_id, acknowledged_on=day, acknowledged_in=taken, progress=progress
    )
    await publishing.tell_acknowledged(uow, idea, office, taken, day)
    return IdeaStanding(idea_id=idea_id, progress=progress)


async def adopt_idea(uow: UnitOfWork, idea_id: UUID, command: AdoptIdea) -> IdeaStanding:
    """Has a department answer for the idea; another may take it over later."""
    idea = await lock_idea_in_own_ward(uow, idea_id)
    the_idea_is_public_and_stands(idea)
    require_known(command.department, uow.council.departments, "/department")
    domain.the_office_is_another(idea, command.department, command.role)
    day = day_after_submission(uow, command, idea)
    progress = further(idea.progress, "adopted")
    await change_idea(
        uow.connection,
        idea_id,
        adopted_on=day,
        department=command.department,
        role=command.role,
        progress=progress,
    )
    await uow.audit("idea.adopted", str(idea_id), department=command.department)
    await publishing.tell_adopted(uow, idea, (command.department, command.role), day)
    return IdeaStanding(idea_id=idea_id, progress=progress)
