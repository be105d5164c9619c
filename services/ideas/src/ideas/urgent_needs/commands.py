"""Raising an urgent need, and marking it met; the clock between the two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID, uuid4

from pydantic import AwareDatetime, BaseModel, Field
from servicekit import NotFound, UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText, Count, LongText, Text, WardText
from sqlalchemy import insert, select, update

from ideas.conversations.tables import conversations
from ideas.intake.access import lock_visible_idea
from ideas.intake.domain import the_idea_is_public_and_stands
from ideas.promise import AnsweringPromise
from ideas.reference import require_ward
from ideas.urgent_needs import domain, publishing
from ideas.urgent_needs.meeting import mark_met
from ideas.urgent_needs.tables import find_need, found_spaces, urgent_needs

JOB = "urgent-clock"
Wanted = Annotated[Count, Field(le=100_000)]
# The first wards of the reference data are of 2002: nothing that is told here is older.
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC))]


class RaiseUrgentNeed(Command):
    """Spaces or people that a community needs within hours."""

    ward: WardText
    title: Text
    summary: LongText | None = None
    spaces_needed: Wanted = 1
    people_needed: Wanted = 0
    facilities: Annotated[tuple[CodeText, ...], Field(max_length=20)] = ()
    idea_id: UUID | None = None
    conversation_id: UUID | None = None
    raised_at: Moment | None = None


class RaisedUrgentNeed(BaseModel):
    """The new need, and the moment by which it is to be met."""

    urgent_need_id: UUID
    deadline: datetime


async def raise_urgent_need(
    uow: UnitOfWork, command: RaiseUrgentNeed, promise: AnsweringPromise
) -> RaisedUrgentNeed:
    """Starts the clock and tells everyone who may help."""
    day = command.occurred(uow)
    require_ward(uow.council, command.ward, day)
    domain.something_is_needed(command.spaces_needed, command.people_needed)
    await _require_references(uow, command)
    raised_at = domain.moment_of_raising(day, command.raised_at, uow.now)
    if raised_at > uow.now or raised_at.astimezone(domain.CIVIL_TIME).date() != day:
        raise Unprocessable("The moment does not lie on that day.", pointer="/raised_at")
    given = command.model_dump(exclude={"occurred_on", "late_reason", "raised_at"})
    need = domain.UrgentNeed(
        **{**given, "facilities": list(command.facilities)},
        id=uuid4(),
        people_found=0,
        raised_on=day,
        raised_at=raised_at,
        deadline=raised_at + timedelta(hours=promise.urgent_hours),
    )
    values = {column.name: getattr(need, column.name) for column in urgent_needs.columns}
    await uow.connection.execute(insert(urgent_needs).values(values))
    if need.deadline > uow.now:
        payload = {"urgent_need_id": str(need.id)}
        await uow.schedule(JOB, due_at=need.deadline, payload=payload, key=str(need.id))
    await publishing.tell_raised(uow, need)
    return RaisedUrgentNeed(urgent_need_id=need.id, deadline=need.deadline)


async def _require_references(uow: UnitOfWork, command: RaiseUrgentNeed) -> None:
    if command.idea_id is not None:
        the_idea_is_public_and_stands(await lock_visible_idea(uow, command.idea_id))
    if command.conversation_id is not None:
        known = select(conversations.c.id).where(conversations.c.id == command.conversation_id)
        if (await uow.connection.execute(known)).one_or_none() is None:
            raise NotFound("conversation", command.conversation_id)


class MeetUrgentNeed(Command):
    """How the need was met, where no event told of it."""

    how: LongText
    space_id: UUID | None = None
    met_at: Moment | None = None


class MetUrgentNeed(BaseModel):
    """How long it took, in hours rounded up, and whether that was in time."""

    urgent_need_id: UUID
    hours_taken: int
    in_time: bool


async def meet_urgent_need(
    uow: UnitOfWork, need_id: UUID, command: MeetUrgentNeed
) -> MetUrgentNeed:
    """An officer's word that the need is met; a space that is named must be known from events."""
    need = await find_need(uow.connection, need_id, lock=True)
    if need is None:
        raise NotFound("urgent need", need_id)
    domain.the_need_still_stands(need)
    if command.space_id is not None:
        await _require_found(uow, need_id, command.space_id)
    day = command.occurred(uow)
    met_at = command.met_at or domain.moment_of_finding(day, uow.now)
    domain.met_while_it_stands(need, met_at, uow.now)
    met = publishing.Met(met_at, command.space_id, command.how)
    hours_taken = await mark_met(uow, need, met, day)
    return MetUrgentNeed(
        urgent_need_id=need_id, hours_taken=hours_taken, in_time=met_at <= need.deadline
    )


async def _require_found(uow: UnitOfWork, need_id: UUID, space_id: UUID) -> None:
    query = select(found_spaces.c.space_id).where(
        found_spaces.c.urgent_need_id == need_id, found_spaces.c.space_id == space_id
    )
    if (await uow.connection.execute(query)).one_or_none() is None:
        raise domain.SpaceWasNotFoundForThisNeed


async def run_urgent_clock(uow: UnitOfWork, payload: dict[str, Any]) -> None:
    """The job at the deadline: notes that a need still stands."""
    await uow.connection.execute(
        update(urgent_needs)
        .where(
            urgent_needs.c.id == UUID(payload["urgent_need_id"]),
            urgent_needs.c.met_at.is_(None),
        )
        .values(overdue_at=uow.now)
    )
