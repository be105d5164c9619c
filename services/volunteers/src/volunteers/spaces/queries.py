"""Spaces on offer, one space with its uses, and how the pledge is getting on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from servicekit import Actor, NotFound, NotYours
from sqlalchemy import and_, any_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.finding import Listed, Search, View, find_as
from volunteers.policies import moderator, owns, staff
from volunteers.spaces import domain
from volunteers.spaces.tables import pledges, space_uses, spaces


class SpaceView(View):
    """A space on offer."""

    id: UUID
    status: str
    organisation: str
    title: str
    kind: str
    ward: str
    facilities: list[str]
    capacity: int | None
    temporary: bool
    available_from: date | None
    available_until: date | None
    idea_id: UUID | None
    project_id: UUID | None
    taken_by_need_id: UUID | None
    offered_on: date


class PledgeView(View):
    """A promise of free use."""

    id: UUID
    space_id: UUID
    pattern: str
    minutes_a_week: int
    minutes_a_year: int
    starts_on: date
    ends_on: date | None
    ended_on: date | None


class UseView(View):
    """The space was used."""

    id: UUID
    used_on: date
    purpose: str
    minutes: int
    people: int | None
    group_id: UUID | None
    pledge_id: UUID | None
    urgent_need_id: UUID | None


class SpaceDetail(SpaceView):
    """A space with its pledges and its latest uses."""

    pledges: list[PledgeView]
    uses: list[UseView]


class PledgedFacility(View):
    """A facility with a pledge in force."""

    space_id: UUID
    organisation: str
    title: str
    ward: str
    pattern: str
    minutes_a_year: int
    minutes_used: int


class Progress(View):
    """The ActivePlaces pledge on one day, beside its target."""

    on: date
    facilities: int
    minutes_a_year: int
    minutes_used: int
    target_facilities: int
    target_minutes_a_year: int
    pledged: list[PledgedFacility]


async def spaces_found(
    connection: AsyncConnection, search: Search, facility: str | None, kind: str | None
) -> Listed[SpaceView]:
    """Spaces on offer, newest first."""
    wanted = select(spaces).where(spaces.c.status == domain.OFFERED)
    if facility is not None:
        wanted = wanted.where(literal(facility) == any_(spaces.c.facilities))
    if kind is not None:
        wanted = wanted.where(spaces.c.kind == kind)
    return await find_as(SpaceView, connection, wanted, spaces, search)


async def spaces_waiting(connection: AsyncConnection) -> list[SpaceView]:
    """What a moderator has to look at, oldest first; at most 50."""
    wanted = select(spaces).where(spaces.c.status == domain.WAITING).order_by(spaces.c.position)
    return [SpaceView.model_validate(row) for row in await connection.execute(wanted.limit(50))]


async def space(connection: AsyncConnection, actor: Actor, space_id: UUID) -> SpaceDetail:
    """One space; one that is not on offer only for its owner, moderators and staff."""
    wanted = select(spaces).where(spaces.c.id == space_id)
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound("space", space_id)
    hidden = row.status in (domain.WAITING, domain.REFUSED)
    may_see = owns(actor, row.owner_key) or moderator(actor) or staff(actor)
    if hidden and not may_see:
        raise NotYours("space", space_id)
    promised = select(pledges).where(pledges.c.space_id == space_id)
    used = (
        select(space_uses)
        .where(space_uses.c.space_id == space_id)
        .order_by(space_uses.c.used_on.desc(), space_uses.c.position.desc())
        .limit(50)
    )
    return SpaceDetail(
        **SpaceView.model_validate(row).model_dump(),
        pledges=[
            PledgeView.model_validate(one)
            for one in await connection.execute(promised.order_by(pledges.c.starts_on))
        ],
        uses=[UseView.model_validate(one) for one in await connection.execute(used)],
    )


async def entered_use(
    connection: AsyncConnection, actor: Actor, space_id: UUID, use_id: UUID
) -> UseView:
    """A use that somebody entered, for who may put it right; else ``NotFound``."""
    wanted = select(space_uses).where(
        space_uses.c.id == use_id,
        space_uses.c.space_id == space_id,
        space_uses.c.urgent_need_id.is_(None),
    )
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound("use", use_id)
    if not await keeps_space(connection, actor, space_id):
        raise NotYours("use", use_id)
    return UseView.model_validate(row)


async def progress(connection: AsyncConnection, day: date) -> Progress:
    """Pledges in force on a day, and the free hours of their spaces used in the year up to it.

    Hours used under a pledge that the one in force has renewed are free hours of that year too.
    """
    in_force = and_(
        pledges.c.starts_on <= day,
        or_(pledges.c.ends_on.is_(None), pledges.c.ends_on >= day),
        or_(pledges.c.ended_on.is_(None), pledges.c.ended_on > day),
    )
    year_before = day - timedelta(days=365)
    used: Any = (
        select(func.coalesce(func.sum(space_uses.c.minutes), 0))
        .where(
            space_uses.c.space_id == pledges.c.space_id,
            space_uses.c.pledge_id.is_not(None),
            space_uses.c.used_on > year_before,
            space_uses.c.used_on <= day,
        )
        .scalar_subquery()
    )
    wanted = (
        select(
            pledges.c.space_id,
            spaces.c.organisation,
            spaces.c.title,
            spaces.c.ward,
            pledges.c.pattern,
            pledges.c.minutes_a_year,
            used.label("minutes_used"),
        )
        .join(spaces, spaces.c.id == pledges.c.space_id)
        .where(in_force)
        .order_by(spaces.c.organisation, spaces.c.title)
    )
    rows = (await connection.execute(wanted)).all()
    return Progress(
        on=day,
        facilities=len(rows),
        minutes_a_year=sum(row.minutes_a_year for row in rows),
        minutes_used=sum(int(row.minutes_used) for row in rows),
        target_facilities=domain.TARGET_FACILITIES,
        target_minutes_a_year=domain.TARGET_MINUTES_A_YEAR,
        pledged=[PledgedFacility.model_validate(row) for row in rows],
    )


async def keeps_space(connection: AsyncConnection, actor: Actor, space_id: UUID) -> bool:
    """Whether who asks may pledge, use and release the space."""
    owner = select(spaces.c.owner_key).where(spaces.c.id == space_id)
    return staff(actor) or owns(actor, (await connection.execute(owner)).scalar_one_or_none())
