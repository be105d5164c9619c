"""Giving a space to an urgent need, so that the ideas service can mark it met."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from servicekit import UnitOfWork
from servicekit.database import CIVIL_TIME
from servicekit.web import Command
from servicekit.web.fields import LongText

from volunteers.chronology import comes_after
from volunteers.reference import ward_name
from volunteers.spaces.domain import space_is_offered
from volunteers.spaces.offering import lock_space
from volunteers.spaces.publishing import tell_used
from volunteers.urgent_needs import domain
from volunteers.urgent_needs.holding import lock_need, take


class AssignSpace(Command):
    """A coordinator gives a space to a need; ``despite`` says why one that does not fit."""

    space_id: UUID
    despite: LongText | None = None


class AssignedSpace(BaseModel):
    """How many of the needed spaces have been found."""

    space_id: UUID
    spaces_found: int
    spaces_needed: int


async def assign_space(uow: UnitOfWork, need_id: UUID, command: AssignSpace) -> AssignedSpace:
    """Takes the space for the need and tells that it is used for it."""
    day = command.occurred(uow)
    space = await lock_space(uow.connection, command.space_id)
    need = await lock_need(uow.connection, need_id)
    domain.need_is_open(need.status)
    domain.needs_another_space(need.spaces_found, need.spaces_needed)
    space_is_offered(space.status)
    if space.taken_by_need_id is not None:
        raise domain.SpaceIsTaken
    comes_after(day, {"was offered": space.offered_on})
    against = [
        reason.sentence
        for reason in reasons_for(uow.council, need, space, day)
        if not reason.speaks_for
    ]
    if against and command.despite is None:
        raise domain.SpaceDoesNotFit(f"{domain.SpaceDoesNotFit.__doc__} {' '.join(against)}")
    use = await take(uow.connection, need, space, day)
    await tell_used(uow, space, use, idea_id=need.idea_id, urgent_need_id=need_id)
    await uow.audit("space-assigned", str(need_id), space=command.space_id, against=len(against))
    found = need.spaces_found + 1
    return AssignedSpace(space_id=space.id, spaces_found=found, spaces_needed=need.spaces_needed)


def reasons_for(council: Any, need: Any, space: Any, day: date) -> list[domain.Reason]:
    """What speaks for a space and against it on a day, from the rows of need and space."""
    wanted = domain.Wanted(
        ward=need.ward,
        ward_name=ward_name(council, need.ward),
        facilities=need.facilities,
        today=day,
        deadline=need.deadline.astimezone(CIVIL_TIME).date(),
    )
    offered = domain.Offered(
        ward=space.ward,
        ward_name=ward_name(council, space.ward),
        facilities=space.facilities,
        available_from=space.available_from,
        available_until=space.available_until,
        taken=space.taken_by_need_id is not None,
        for_this_need=space.offered_for_need_id == need.id,
    )
    return domain.reasons_for(wanted, offered)
