"""Registering a group, counting its members, closing it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel
from servicekit import Forbidden, NotFound, NotYours, UnitOfWork, Unprocessable
from servicekit.web import Command
from servicekit.web.fields import CodeText, WardText
from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.fields import CharityText, CompanyText, OrganisationText, People
from volunteers.groups import domain
from volunteers.groups.publishing import tell_closed, tell_counted, tell_registered
from volunteers.groups.tables import groups, membership_counts
from volunteers.policies import is_published_at_once, owns, staff
from volunteers.reference import theme_of, ward_on
from volunteers.schemes.queries import scheme_of


class RegisterGroup(Command):
    """A community group makes itself known."""

    name: OrganisationText
    kind: CodeText
    ward: WardText
    theme: CodeText | None = None
    parent_group_id: UUID | None = None
    charity_number: CharityText | None = None
    company_number: CompanyText | None = None
    members: People = 0
    idea_id: UUID | None = None
    project_id: UUID | None = None


class ApproveGroup(Command):
    """A moderator lets the group's name be published."""


class RefuseGroup(Command):
    """A moderator does not."""

    reason: CodeText


class CountMembers(Command):
    """The group counted its members."""

    members: People


class CloseGroup(Command):
    """The group ended."""

    reason: CodeText


class GroupState(BaseModel):
    """Which group, how it stands, how many members it has."""

    group_id: UUID
    status: str
    members: int


async def register_group(uow: UnitOfWork, command: RegisterGroup) -> GroupState:
    """Puts a group on the register, or before a moderator if a resident or a group sends it."""
    day = command.occurred(uow)
    at_once = is_published_at_once(uow.actor)
    if command.parent_group_id is not None:
        await _parent_is_registered(uow, command.parent_group_id)
    scheme = await scheme_of(uow.connection, command.project_id, command.idea_id)
    made = upsert(groups).values(
        id=uuid4(),
        status=domain.REGISTERED if at_once else domain.WAITING,
        owner_key=uow.actor.person_key,
        name=command.name,
        kind=command.kind,
        ward=ward_on(uow.council, command.ward, day),
        theme=theme_of(uow.council, command.theme),
        parent_group_id=command.parent_group_id,
        charity_number=command.charity_number,
        company_number=command.company_number,
        members=command.members,
        counted_on=day,
        idea_id=scheme.idea_id,
        project_id=scheme.project_id,
        registered_on=day,
    )
    wanted = made.on_conflict_do_nothing().returning(groups)
    row = (await uow.connection.execute(wanted)).one_or_none()
    if row is None:
        raise domain.GroupIsRegisteredAlready
    await _note_count(uow, row.id, command.members, day)
    if at_once:
        await tell_registered(uow, row)
    return GroupState(group_id=row.id, status=row.status, members=row.members)


async def _parent_is_registered(uow: UnitOfWork, parent_id: UUID) -> None:
    wanted = select(groups.c.status).where(groups.c.id == parent_id).with_for_update(read=True)
    status = (await uow.connection.execute(wanted)).scalar_one_or_none()
    if status is None:
        raise Unprocessable("There is no such group.", pointer="/parent_group_id")
    domain.its_group_is_registered(status)


async def approve_group(uow: UnitOfWork, group_id: UUID, command: ApproveGroup) -> GroupState:
    """Puts a waiting group on the register; it was registered on the day it was sent."""
    command.occurred(uow)
    row = await lock_group(uow.connection, group_id)
    domain.group_is_waiting(row.status)
    if row.parent_group_id is not None:
        await _parent_is_registered(uow, row.parent_group_id)
    now = await _change(uow, group_id, status=domain.REGISTERED)
    await tell_registered(uow, now)
    await uow.audit("group-approved", str(group_id))
    return GroupState(group_id=group_id, status=now.status, members=now.members)


async def refuse_group(uow: UnitOfWork, group_id: UUID, command: RefuseGroup) -> GroupState:
    """Keeps a waiting group off the register."""
    command.occurred(uow)
    row = await lock_group(uow.connection, group_id)
    domain.group_is_waiting(row.status)
    await _change(uow, group_id, status=domain.REFUSED, status_reason=command.reason)
    await uow.audit("group-refused", str(group_id), reason=command.reason)
    return GroupState(group_id=group_id, status=domain.REFUSED, members=row.members)


async def count_members(uow: UnitOfWork, group_id: UUID, command: CountMembers) -> GroupState:
    """Keeps a count; the latest day's is the group's membership, whenever it was entered."""
    day = command.occurred(uow)
    row = await lock_group(uow.connection, group_id)
    _is_own_or_staffs(uow, row)
    domain.group_is_registered(row.status)
    await _note_count(uow, group_id, command.members, day)
    if day >= row.counted_on:
        row = await _change(uow, group_id, members=command.members, counted_on=day)
    await tell_counted(uow, row, command.members, day)
    return GroupState(group_id=group_id, status=row.status, members=row.members)


async def close_group(uow: UnitOfWork, group_id: UUID, command: CloseGroup) -> GroupState:
    """Takes a group off the register; groups under it go first."""
    day = command.occurred(uow)
    row = await lock_group(uow.connection, group_id)
    _is_own_or_staffs(uow, row)
    domain.group_is_registered(row.status)
    under = select(func.count()).where(
        groups.c.parent_group_id == group_id, groups.c.status == domain.REGISTERED
    )
    domain.has_no_groups_under_it((await uow.connection.execute(under)).scalar_one())
    now = await _change(
        uow, group_id, status=domain.CLOSED, closed_on=day, status_reason=command.reason
    )
    await tell_closed(uow, now, command.reason, day)
    return GroupState(group_id=group_id, status=now.status, members=now.members)


async def lock_group(connection: AsyncConnection, group_id: UUID) -> Row[Any]:
    """The group's row, locked."""
    wanted = select(groups).where(groups.c.id == group_id).with_for_update()
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound("group", group_id)
    return row


def _is_own_or_staffs(uow: UnitOfWork, row: Row[Any]) -> None:
    if owns(uow.actor, row.owner_key) or staff(uow.actor):
        return
    if row.status == domain.REGISTERED:
        raise Forbidden("Only who registered the group and the council's staff may do this.")
    raise NotYours("group", row.id)


async def _note_count(uow: UnitOfWork, group_id: UUID, members: int, day: date) -> None:
    await uow.connection.execute(
        insert(membership_counts).values(
            id=uuid4(), group_id=group_id, members=members, counted_on=day
        )
    )


async def _change(uow: UnitOfWork, group_id: UUID, **values: object) -> Row[Any]:
    change = update(groups).where(groups.c.id == group_id).values(**values)
    row: Row[Any] = (await uow.connection.execute(change.returning(groups))).one()
    return row
