"""Offering a space, having it approved, taking it back."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel
from servicekit import Forbidden, NotFound, NotYours, UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText, Text, WardText
from sqlalchemy import Row, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.chronology import comes_after
from volunteers.fields import Codes, Day, OrganisationText, People, Tick
from volunteers.policies import is_published_at_once, owns, staff
from volunteers.reference import ward_on
from volunteers.schemes.queries import scheme_of
from volunteers.spaces import domain
from volunteers.spaces.publishing import tell_offered, tell_released
from volunteers.spaces.tables import pledges, spaces
from volunteers.urgent_needs.domain import MET
from volunteers.urgent_needs.holding import give_back, lock_need
from volunteers.urgent_needs.tables import urgent_needs


class OfferSpace(Command):
    """A room, a hall or an empty building may be used."""

    organisation: OrganisationText
    title: Text
    kind: CodeText
    ward: WardText
    facilities: Codes = ()
    capacity: People | None = None
    temporary: Tick = False
    available_from: Day | None = None
    available_until: Day | None = None
    idea_id: UUID | None = None
    project_id: UUID | None = None
    urgent_need_id: UUID | None = None


class ApproveSpace(Command):
    """A moderator lets the offer be published."""


class RefuseSpace(Command):
    """A moderator does not."""

    reason: CodeText


class ReleaseSpace(Command):
    """The space is free again after an urgent need, or no longer on offer."""

    reason: CodeText
    stays_offered: Tick = False


class SpaceState(BaseModel):
    """Which space, and how it stands."""

    space_id: UUID
    status: str


async def offer_space(uow: UnitOfWork, command: OfferSpace) -> SpaceState:
    """Offers a space, or puts it before a moderator if a resident or a group sends it."""
    day = command.occurred(uow)
    first, last = command.available_from, command.available_until
    if first and last and last < first:
        raise Unprocessable("It ends before it begins.", pointer="/available_until")
    if command.urgent_need_id is not None:
        await _need_is_known(uow, command.urgent_need_id)
    at_once = is_published_at_once(uow.actor)
    scheme = await scheme_of(uow.connection, command.project_id, command.idea_id)
    made = insert(spaces).values(
        id=uuid4(),
        status=domain.OFFERED if at_once else domain.WAITING,
        owner_key=uow.actor.person_key,
        organisation=command.organisation,
        title=command.title,
        kind=command.kind,
        ward=ward_on(uow.council, command.ward, day),
        facilities=list(command.facilities),
        capacity=command.capacity,
        temporary=command.temporary,
        available_from=first,
        available_until=last,
        idea_id=scheme.idea_id,
        project_id=scheme.project_id,
        offered_for_need_id=command.urgent_need_id,
        offered_on=day,
    )
    row = (await uow.connection.execute(made.returning(spaces))).one()
    if at_once:
        await change_space(uow, row.id, told_event_ids=[await tell_offered(uow, row)])
    return SpaceState(space_id=row.id, status=row.status)


async def _need_is_known(uow: UnitOfWork, need_id: UUID) -> None:
    wanted = select(urgent_needs.c.id).where(urgent_needs.c.id == need_id)
    if (await uow.connection.execute(wanted)).one_or_none() is None:
        raise Unprocessable("No such need is known here yet.", pointer="/urgent_need_id")


async def approve_space(uow: UnitOfWork, space_id: UUID, command: ApproveSpace) -> SpaceState:
    """Publishes an offer that waited: it is on offer from this day, not from that of sending."""
    day = command.occurred(uow)
    row = await lock_space(uow.connection, space_id)
    domain.space_is_waiting(row.status)
    comes_after(day, {"was offered": row.offered_on})
    now = await change_space(uow, space_id, status=domain.OFFERED, offered_on=day)
    await change_space(uow, space_id, told_event_ids=[await tell_offered(uow, now)])
    await uow.audit("space-approved", str(space_id))
    return SpaceState(space_id=space_id, status=now.status)


async def refuse_space(uow: UnitOfWork, space_id: UUID, command: RefuseSpace) -> SpaceState:
    """Does not publish an offer that waited."""
    day = command.occurred(uow)
    row = await lock_space(uow.connection, space_id)
    domain.space_is_waiting(row.status)
    comes_after(day, {"was offered": row.offered_on})
    await change_space(uow, space_id, status=domain.REFUSED, status_reason=command.reason)
    await uow.audit("space-refused", str(space_id), reason=command.reason)
    return SpaceState(space_id=space_id, status=domain.REFUSED)


async def release_space(uow: UnitOfWork, space_id: UUID, command: ReleaseSpace) -> SpaceState:
    """Frees the space; unless it stays on offer, its pledge ends too."""
    day = command.occurred(uow)
    row = await lock_space(uow.connection, space_id)
    is_own_or_staffs(uow, row)
    domain.space_is_offered(row.status)
    comes_after(day, {"was offered": row.offered_on})
    if row.taken_by_need_id is None:
        await tell_released(uow, row, command.reason, day, stays_offered=command.stays_offered)
    else:
        await _free_from_its_need(uow, row, command, day)
    if command.stays_offered:
        return SpaceState(space_id=space_id, status=domain.OFFERED)
    await change_space(
        uow,
        space_id,
        status=domain.RELEASED,
        released_on=day,
        status_reason=command.reason,
    )
    still = or_(pledges.c.ends_on.is_(None), pledges.c.ends_on >= day)
    of_space = (pledges.c.space_id == space_id, pledges.c.ended_on.is_(None), still)
    await uow.connection.execute(update(pledges).where(*of_space).values(ended_on=day))
    return SpaceState(space_id=space_id, status=domain.RELEASED)


async def _free_from_its_need(
    uow: UnitOfWork, row: Row[Any], command: ReleaseSpace, day: date
) -> None:
    """The need has one space fewer, unless it was met and is over; the event says which."""
    need = await lock_need(uow.connection, row.taken_by_need_id)
    reason, fell_through = command.reason, domain.fell_through(command.reason)
    over = need.status == MET and not fell_through
    await give_back(uow.connection, need, row, day, still_counts=over)
    about = {"idea_id": need.idea_id, "urgent_need_id": need.id}
    still = {"stays_offered": command.stays_offered, "fell_through": fell_through}
    await tell_released(uow, row, reason, day, **still, **about)


async def lock_space(connection: AsyncConnection, space_id: UUID) -> Row[Any]:
    """The space's row, locked: it is given to one need at a time."""
    wanted = select(spaces).where(spaces.c.id == space_id).with_for_update()
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound("space", space_id)
    return row


def is_own_or_staffs(uow: UnitOfWork, row: Row[Any]) -> None:
    """Raises unless one offered the space or is of the council's staff."""
    if owns(uow.actor, row.owner_key) or staff(uow.actor):
        return
    if row.status == domain.OFFERED:
        raise Forbidden("Only who offered the space and the council's staff may do this.")
    raise NotYours("space", row.id)


async def change_space(uow: UnitOfWork, space_id: UUID, **values: object) -> Row[Any]:
    """Changes a space whose row is locked."""
    change = update(spaces).where(spaces.c.id == space_id).values(**values)
    row: Row[Any] = (await uow.connection.execute(change.returning(spaces))).one()
    return row
