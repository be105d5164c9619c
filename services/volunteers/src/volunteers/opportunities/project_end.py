"""What happens to a project's opportunities when the project stops, goes on or ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from servicekit import UnitOfWork, UnknownReference
from sqlalchemy import Row, select, update

from volunteers.opportunities.commands import close_locked, reopen_locked
from volunteers.opportunities.tables import opportunities
from volunteers.placements.ending import end_placements_in
from volunteers.schemes.tables import projects

# A project that was completed stays so when its agreement ends afterwards.
FINAL = "completed"
SUSPENDED = "suspended"


async def close_opportunities_of_project(
    uow: UnitOfWork, project_id: UUID, reason: str, day: date, *, status: str
) -> Sequence[Row[Any]]:
    """Closes what is still open and notes how the project stands; returns its opportunities.

    Raises ``UnknownReference`` until the project's award has been heard of.
    """
    known = await _lock_project(uow, project_id)
    if known != FINAL:
        change = update(projects).where(projects.c.id == project_id)
        await uow.connection.execute(change.values(status=status))
    rows = await _lock_opportunities(uow, project_id)
    for row in rows:
        await close_locked(uow, row, reason, day)
    return rows


async def resume_project(
    uow: UnitOfWork, project_id: UUID, closed: str, reason: str, day: date
) -> None:
    """Opens again what was ``closed`` for this reason, where the project had only stopped.

    Raises ``UnknownReference`` until the project's award has been heard of.
    """
    if await _lock_project(uow, project_id) != SUSPENDED:
        return
    change = update(projects).where(projects.c.id == project_id)
    await uow.connection.execute(change.values(status="running"))
    for row in await _lock_opportunities(uow, project_id):
        if row.closed_reason == closed:
            await reopen_locked(uow, row, reason, day)


async def _lock_project(uow: UnitOfWork, project_id: UUID) -> str:
    """How the project stands, under its row's lock."""
    wanted = select(projects.c.status).where(projects.c.id == project_id).with_for_update()
    known = (await uow.connection.execute(wanted)).scalar_one_or_none()
    if known is None:
        raise UnknownReference("project", project_id)
    return str(known)


async def _lock_opportunities(uow: UnitOfWork, project_id: UUID) -> Sequence[Row[Any]]:
    of_project = select(opportunities).where(opportunities.c.project_id == project_id)
    locked = of_project.order_by(opportunities.c.id).with_for_update()
    return (await uow.connection.execute(locked)).all()


async def end_project(
    uow: UnitOfWork, project_id: UUID, reason: str, day: date, *, status: str
) -> None:
    """Closes a project's opportunities and ends the placements in them."""
    for row in await close_opportunities_of_project(uow, project_id, reason, day, status=status):
        await end_placements_in(uow, row, reason, day)
