"""Setting the clock of a demonstration; a service outside demo mode has no such route."""

from __future__ import annotations

from datetime import datetime

from fastapi.responses import Response
from pydantic import AwareDatetime, BaseModel, ConfigDict

from servicekit.database import shift_clock
from servicekit.identity import Role, any_of
from servicekit.unit_of_work import UnitOfWork
from servicekit.web.execution import Execute
from servicekit.web.routing import Api


class SetClock(BaseModel):
    """The moment that the service shall take for now; it runs on from there."""

    model_config = ConfigDict(extra="forbid")

    now: AwareDatetime


class ClockSet(BaseModel):
    """The service's clock as it was set."""

    now: datetime


async def set_clock(uow: UnitOfWork, command: SetClock) -> ClockSet:
    """Sets the demonstration's clock and leaves a note of it."""
    await shift_clock(uow.connection, command.now)
    await uow.audit("clock.set", "clock", now=command.now)
    return ClockSet(now=command.now)


def demo_clock_routes() -> Api:
    """``POST /<service>/api/demo/clock``, for an operator."""
    api = Api()

    @api.post("/demo/clock", permit=any_of(Role.OPERATOR), status_code=200)
    async def post_clock(command: SetClock, execute: Execute) -> Response:
        return await execute(lambda uow: set_clock(uow, command), status=200)

    return api
