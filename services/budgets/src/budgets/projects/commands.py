"""A project is completed, asked after, continued by others, and taken up elsewhere."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field
from servicekit import UnitOfWork
from servicekit.web import Command
from servicekit.web.fields import LongText, Text, WardText
from sqlalchemy import Row, update

from budgets.agreements.commands.following import MeasureGiven
from budgets.agreements.domain import ENDED, RUNNING, can_be_done_when
from budgets.agreements.tables import agreement_of, monitoring_of
from budgets.awards.tables import award_of_project, conditions_of, shares_of
from budgets.chronology import comes_after
from budgets.money import AmountOrNothing
from budgets.policy.rulebook import rulebook_of
from budgets.projects import domain, publishing, tables
from budgets.projects.tables import store_once
from budgets.proposals.access import works_in_own_wards
from budgets.proposals.tables import lock


class CompleteProject(Command):
    """A project did what it was funded for."""

    measures: Annotated[tuple[MeasureGiven, ...], Field(max_length=50)] | None = None
    summary: LongText | None = None


class FollowUp(Command):
    """Is it still going, so many months after?"""

    months_after: Annotated[int, Field(ge=1, le=120)]
    still_going: bool
    summary: LongText | None = None


class Continue(Command):
    """Somebody else funds it from now on."""

    funder: Annotated[Text, Field(max_length=200)]
    amount: AmountOrNothing | None = None
    summary: LongText | None = None


class Replicate(Command):
    """Another ward takes it up, planned or started."""

    ward: WardText
    stage: Literal["planned", "started"]
    idea_id: UUID | None = None
    proposal_id: UUID | None = None
    summary: LongText | None = None


class ProjectState(BaseModel):
    """The project and its state."""

    project_id: UUID
    state: str


Parts = tuple[Row[Any], Row[Any], Row[Any]]


async def _project(uow: UnitOfWork, project_id: UUID) -> Parts:
    """The project, locked, with its award and proposal.

    The proposal's lock keeps its words as they are until they are told: nobody withdraws them
    between reading and telling.
    """
    award = await award_of_project(uow.connection, project_id)
    proposal = await lock(uow.connection, award.proposal_id)
    project = await tables.lock_project(uow.connection, project_id)
    domain.takes_place(project.state)
    return project, award, proposal


async def _own_project(uow: UnitOfWork, project_id: UUID) -> Parts:
    """The same; ``Forbidden`` for an officer all of whose wards are others."""
    project, award, proposal = await _project(uow, project_id)
    works_in_own_wards(uow.actor, *proposal.wards)
    return project, award, proposal


async def complete_project(
    uow: UnitOfWork, project_id: UUID, command: CompleteProject
) -> ProjectState:
    """Completes a project whose conditions are met, with its figures."""
    day = command.occurred(uow)
    project, award, proposal = await _own_project(uow, project_id)
    if project.state == "completed":
        raise domain.ProjectCompletedAlready
    agreement = await agreement_of(uow.connection, award.id)
    if agreement is None:
        raise domain.NoAgreementYet
    can_be_done_when("completing the project", agreement.state, RUNNING, ENDED)
    conditions = await conditions_of(uow.connection, award.id)
    met = max((one.met_on for one in conditions if one.met_on), default=None)
    comes_after(day, {"was signed for": agreement.signed_on, "met its last condition": met})
    domain.conditions_are_met([one.code for one in conditions if one.met_on is None])
    if command.measures is None:
        recorded = await monitoring_of(uow.connection, agreement.id)
        measures = domain.latest_measures(one.measures for one in recorded)[:50]
    else:
        measures = [one.model_dump() for one in command.measures]
    await uow.connection.execute(
        update(tables.projects)
        .where(tables.projects.c.id == project_id)
        .values(
            state="completed",
            completed_on=day,
            spent=agreement.paid,
            measures=measures,
            summary=command.summary,
        )
    )
    await publishing.tell_completed(
        uow,
        award,
        proposal,
        wards=await shares_of(uow.connection, award.id),
        spent=agreement.paid,
        measures=measures,
        summary=command.summary,
        day=day,
    )
    return ProjectState(project_id=project_id, state="completed")


async def follow_up(uow: UnitOfWork, project_id: UUID, command: FollowUp) -> ProjectState:
    """Notes once, for each time that the policy asks, whether the project is still going."""
    day = command.occurred(uow)
    project, award, proposal = await _own_project(uow, project_id)
    if project.completed_on is None:
        raise domain.ProjectNotCompleted
    months = command.months_after
    asked = rulebook_of(uow).policy(proposal.policy).follow_up_months
    domain.is_asked_when_due(project.completed_on, months, asked, day)
    values = command.model_dump(include={"months_after", "still_going", "summary"})
    await store_once(
        uow.connection,
        tables.follow_ups,
        domain.AskedAlready,
        asked_on=day,
        **values,
        id=project_id,
    )
    await publishing.tell_sustained(
        uow,
        award,
        proposal,
        months=months,
        still_going=command.still_going,
        summary=command.summary,
        day=day,
    )
    return ProjectState(project_id=project_id, state=project.state)


async def continue_by_others(uow: UnitOfWork, project_id: UUID, command: Continue) -> ProjectState:
    """Notes who funds it from now on."""
    day = command.occurred(uow)
    project, award, proposal = await _own_project(uow, project_id)
    comes_after(day, {"was awarded": award.awarded_on})
    values = command.model_dump(include={"funder", "amount", "summary"})
    await store_once(
        uow.connection,
        tables.continuations,
        domain.ToldAlready,
        told_on=day,
        **values,
        id=project_id,
    )
    await publishing.tell_continued(uow, award, proposal, day=day, **values)
    return ProjectState(project_id=project_id, state=project.state)


async def replicate(uow: UnitOfWork, project_id: UUID, command: Replicate) -> ProjectState:
    """Notes that another ward plans or has started the same."""
    day = command.occurred(uow)
    rulebook_of(uow).ward(command.ward)
    # It is the other ward that takes it up, so it is that ward's officer who notes it.
    works_in_own_wards(uow.actor, command.ward)
    project, award, proposal = await _project(uow, project_id)
    comes_after(day, {"was awarded": award.awarded_on})
    if command.ward in await shares_of(uow.connection, award.id):
        raise domain.SameWard
    values = command.model_dump(include={"ward", "stage", "idea_id", "proposal_id", "summary"})
    await store_once(
        uow.connection,
        tables.replications,
        domain.ToldAlready,
        told_on=day,
        **values,
        id=project_id,
    )
    await publishing.tell_replicated(uow, award, proposal, day=day, **values)
    return ProjectState(project_id=project_id, state=project.state)
