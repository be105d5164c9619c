"""Recording a check, and the job that runs when one expires."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel
from servicekit import UnitOfWork, Unprocessable
from servicekit.database import CIVIL_TIME
from servicekit.web import Command
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.checks import domain
from volunteers.checks.publishing import tell_expired
from volunteers.checks.tables import checks
from volunteers.fields import Day
from volunteers.placements.ending import end_unchecked_placements
from volunteers.profiles.domain import volunteer_is_active
from volunteers.profiles.queries import lock_volunteer

EXPIRY_JOB = "check-expiry"


class RecordCheck(Command):
    """A certificate was seen: its level, when it was issued and until when it is taken."""

    level: Literal["basic", "standard", "enhanced", "enhanced-barred"]
    issued_on: Day
    expires_on: Day


class RecordedCheck(BaseModel):
    """Which check, and whether it is in force today."""

    check_id: UUID
    valid: bool


async def record_check(uow: UnitOfWork, volunteer_id: UUID, command: RecordCheck) -> RecordedCheck:
    """Keeps the check and has its expiry looked after."""
    day = command.occurred(uow)
    if command.expires_on < command.issued_on:
        raise Unprocessable("It expires before it was issued.", pointer="/expires_on")
    if command.issued_on > day:
        raise Unprocessable("It has not been issued yet.", pointer="/issued_on")
    volunteer = await lock_volunteer(uow.connection, volunteer_id)
    volunteer_is_active(volunteer.status)
    check_id = uuid4()
    await uow.connection.execute(
        insert(checks).values(
            id=check_id,
            volunteer_id=volunteer_id,
            level=command.level,
            issued_on=command.issued_on,
            expires_on=command.expires_on,
        )
    )
    valid = command.expires_on >= uow.today
    if valid:
        # What ran out before it was entered stopped nothing, so nobody needs to be told.
        due = _end_of(command.expires_on)
        await uow.schedule(
            EXPIRY_JOB, due_at=due, payload={"check_id": str(check_id)}, key=str(check_id)
        )
    await uow.audit("check-recorded", str(check_id), level=command.level)
    return RecordedCheck(check_id=check_id, valid=valid)


def _end_of(day: date) -> datetime:
    """The first moment, in the council's civil time, of the day after."""
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=CIVIL_TIME)


async def run_check_expiry(uow: UnitOfWork, payload: dict[str, Any]) -> None:
    """The job: placements that now lack a check end, and that the check ran out is told.

    Another check that is in force keeps them; a check that was erased meanwhile is passed over.
    """
    check_id = UUID(payload["check_id"])
    found = await uow.connection.execute(select(checks).where(checks.c.id == check_id))
    check = found.one_or_none()
    if check is None or check.expiry_told_at is not None:
        return
    await lock_volunteer(uow.connection, check.volunteer_id)
    held = domain.highest_level_on(await checks_of(uow.connection, check.volunteer_id), uow.today)
    stopped = await end_unchecked_placements(uow, check.volunteer_id, held)
    await uow.connection.execute(
        update(checks).where(checks.c.id == check_id).values(expiry_told_at=uow.now)
    )
    await tell_expired(uow, check_id, check.level, stopped)


async def checks_of(connection: AsyncConnection, volunteer_id: UUID) -> Sequence[domain.Check]:
    """Every check recorded for a volunteer."""
    wanted = select(checks).where(checks.c.volunteer_id == volunteer_id)
    rows = await connection.execute(wanted.order_by(checks.c.expires_on))
    return [domain.Check(row.level, row.issued_on, row.expires_on) for row in rows]
