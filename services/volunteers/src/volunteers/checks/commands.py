"""Recording a check, revoking it, and the job that runs when one expires."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel
from servicekit import NotFound, UnitOfWork, Unprocessable
from servicekit.database import CIVIL_TIME
from servicekit.web import Command
from servicekit.web.fields import CodeText
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.checks import domain
from volunteers.checks.publishing import tell_expired, tell_revoked
from volunteers.checks.tables import checks
from volunteers.chronology import comes_after
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


class RevokeCheck(Command):
    """The certificate is no longer taken: withdrawn, found false, or another's."""

    reason: CodeText


class RevokedCheck(BaseModel):
    """Which check, and how many places its revocation ended."""

    check_id: UUID
    placements_ended: int


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

    Another check that is in force keeps them; what was erased or revoked meanwhile says nothing.
    """
    check_id = UUID(payload["check_id"])
    found = await uow.connection.execute(select(checks).where(checks.c.id == check_id))
    check = found.one_or_none()
    if check is None or check.expiry_told_at is not None or check.revoked_on is not None:
        return
    await lock_volunteer(uow.connection, check.volunteer_id)
    stopped = await _end_what_needs_more(uow, check.volunteer_id, "check-expired")
    await uow.connection.execute(
        update(checks).where(checks.c.id == check_id).values(expiry_told_at=uow.now)
    )
    await tell_expired(uow, check_id, check.level, stopped)


async def revoke_check(
    uow: UnitOfWork, volunteer_id: UUID, check_id: UUID, command: RevokeCheck
) -> RevokedCheck:
    """Takes a check back at once: nobody is placed by it, and what only it allowed ends today."""
    day = command.occurred(uow)
    await lock_volunteer(uow.connection, volunteer_id)
    of_volunteer = (checks.c.id == check_id, checks.c.volunteer_id == volunteer_id)
    found = await uow.connection.execute(select(checks).where(*of_volunteer))
    check = found.one_or_none()
    if check is None:
        raise NotFound("check", check_id)
    domain.check_is_not_revoked(check.revoked_on)
    comes_after(day, {"was issued": check.issued_on})
    await uow.connection.execute(
        update(checks)
        .where(checks.c.id == check_id)
        .values(revoked_on=day, revoked_reason=command.reason)
    )
    ended = await _end_what_needs_more(uow, volunteer_id, "check-revoked")
    await tell_revoked(uow, check_id, check.level, ended, day)
    await uow.audit("check-revoked", str(check_id), level=check.level, reason=command.reason)
    return RevokedCheck(check_id=check_id, placements_ended=ended)


async def _end_what_needs_more(uow: UnitOfWork, volunteer_id: UUID, reason: str) -> int:
    """Ends what the checks that a volunteer has today do not allow; their row is locked."""
    held = domain.highest_level_on(await checks_of(uow.connection, volunteer_id), uow.today)
    return await end_unchecked_placements(uow, volunteer_id, held, reason)


async def checks_of(connection: AsyncConnection, volunteer_id: UUID) -> Sequence[domain.Check]:
    """Every check recorded for a volunteer."""
    wanted = select(checks).where(checks.c.volunteer_id == volunteer_id)
    rows = await connection.execute(wanted.order_by(checks.c.expires_on))
    return [
        domain.Check(row.level, row.issued_on, row.expires_on, row.revoked_on is not None)
        for row in rows
    ]
