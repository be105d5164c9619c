"""The JSON interface of checks; only coordinators see them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from fastapi import Response
from servicekit.web import Api, Execute, Reading
from sqlalchemy import select

from volunteers.checks.commands import (
    RecordCheck,
    RecordedCheck,
    RevokeCheck,
    RevokedCheck,
    record_check,
    revoke_check,
)
from volunteers.checks.tables import checks
from volunteers.finding import View
from volunteers.policies import coordinator
from volunteers.profiles.queries import volunteer

api = Api()


class CheckView(View):
    """A recorded check."""

    id: UUID
    level: str
    issued_on: date
    expires_on: date
    revoked_on: date | None


@api.post("/volunteers/{volunteer_id}/checks", permit=coordinator, response_model=RecordedCheck)
async def post_check(volunteer_id: UUID, command: RecordCheck, execute: Execute) -> Response:
    """Records a certificate that was seen."""
    return await execute(lambda uow: record_check(uow, volunteer_id, command))


@api.post(
    "/volunteers/{volunteer_id}/checks/{check_id}/revocation",
    permit=coordinator,
    status_code=200,
    response_model=RevokedCheck,
)
async def post_revocation(
    volunteer_id: UUID, check_id: UUID, command: RevokeCheck, execute: Execute
) -> Response:
    """Takes a check back, and ends the places that need it."""
    return await execute(lambda uow: revoke_check(uow, volunteer_id, check_id, command), status=200)


@api.get("/volunteers/{volunteer_id}/checks", permit=coordinator)
async def get_checks(volunteer_id: UUID, reading: Reading) -> list[CheckView]:
    """A volunteer's checks, those that hold longest last."""
    await volunteer(reading.connection, volunteer_id)
    wanted = select(checks).where(checks.c.volunteer_id == volunteer_id)
    rows = await reading.connection.execute(wanted.order_by(checks.c.expires_on))
    return [CheckView.model_validate(row) for row in rows]
