"""The register of groups, and one group with all its counts."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from servicekit import Actor, NotFound, NotYours
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.finding import Listed, Search, View, find_as
from volunteers.groups.domain import CLOSED, REGISTERED, WAITING
from volunteers.groups.tables import groups, membership_counts
from volunteers.policies import moderator, owns, staff
from volunteers.schemes.tables import projects


class GroupView(View):
    """A group on the register."""

    id: UUID
    status: str
    name: str
    kind: str
    ward: str
    theme: str | None
    parent_group_id: UUID | None
    charity_number: str | None
    company_number: str | None
    members: int
    counted_on: date
    idea_id: UUID | None
    project_id: UUID | None
    registered_on: date
    closed_on: date | None


class CountView(View):
    """How many members on which day."""

    members: int
    counted_on: date


class AwardView(View):
    """Ward money that a group was awarded, by what it is for."""

    award_id: UUID
    title: str


class GroupDetail(GroupView):
    """A group, the groups under it, its awards, and its counts in the order of their days."""

    groups: list[GroupView]
    awards: list[AwardView]
    counts: list[CountView]


async def groups_found(
    connection: AsyncConnection, search: Search, **same: UUID | None
) -> Listed[GroupView]:
    """Registered groups, newest first; ``same`` are columns that must have a value."""
    wanted = select(groups).where(groups.c.status == REGISTERED)
    for name, value in same.items():
        if value is not None:
            wanted = wanted.where(groups.c[name] == value)
    return await find_as(GroupView, connection, wanted, groups, search)


async def groups_waiting(connection: AsyncConnection) -> list[GroupView]:
    """What a moderator has to look at, oldest first; at most 50."""
    wanted = select(groups).where(groups.c.status == WAITING).order_by(groups.c.position)
    return [GroupView.model_validate(row) for row in await connection.execute(wanted.limit(50))]


async def group(connection: AsyncConnection, actor: Actor, group_id: UUID) -> GroupDetail:
    """One group; one that is not published only for its owner and for moderators."""
    wanted = select(groups).where(groups.c.id == group_id)
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound("group", group_id)
    hidden = row.status not in (REGISTERED, CLOSED)
    if hidden and not owns(actor, row.owner_key) and not moderator(actor):
        raise NotYours("group", group_id)
    under = (
        select(groups)
        .where(groups.c.parent_group_id == group_id, groups.c.status == REGISTERED)
        .order_by(groups.c.name)
        .limit(200)
    )
    awarded = (
        select(projects.c.award_id, projects.c.title)
        .where(projects.c.group_id == group_id)
        .order_by(projects.c.title, projects.c.award_id)
        .limit(200)
    )
    counted = (
        select(membership_counts)
        .where(membership_counts.c.group_id == group_id)
        .order_by(membership_counts.c.counted_on)
        .limit(500)
    )
    return GroupDetail(
        **_fields(row),
        groups=[GroupView.model_validate(one) for one in await connection.execute(under)],
        awards=[AwardView.model_validate(one) for one in await connection.execute(awarded)],
        counts=[CountView.model_validate(one) for one in await connection.execute(counted)],
    )


def _fields(row: Any) -> dict[str, Any]:
    return GroupView.model_validate(row).model_dump()


async def keeps_group(connection: AsyncConnection, actor: Actor, group_id: UUID) -> bool:
    """Whether who asks may count the group's members."""
    owner = select(groups.c.owner_key).where(groups.c.id == group_id)
    return staff(actor) or owns(actor, (await connection.execute(owner)).scalar_one_or_none())
