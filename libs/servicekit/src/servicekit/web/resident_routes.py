"""At a meeting an officer sees who somebody is, and enters them as a resident on their behalf."""

from __future__ import annotations

from fastapi.responses import Response
from pydantic import BaseModel, Field
from sqlalchemy import text

from servicekit.errors import Unprocessable
from servicekit.identity import Actor, Role
from servicekit.identity.residents import LONGEST, entry_of
from servicekit.unit_of_work import UnitOfWork
from servicekit.web.command import Command
from servicekit.web.execution import Execute
from servicekit.web.fields import Text, WardText
from servicekit.web.routing import Api
from servicekit.web.runtime import CurrentRuntime

ENTER = text("""
    INSERT INTO kit.residents (entry, ward, source, entered_by)
    VALUES (:entry, :ward, 'meeting', :by) ON CONFLICT (entry) DO NOTHING
""")


def may_enter_residents(actor: Actor) -> bool:
    """Who stands in front of people and sees their papers: officers and facilitators."""
    return actor.has(Role.NEIGHBOURHOOD_OFFICER, Role.FACILITATOR)


class EnterResident(Command):
    """Somebody has shown at a meeting that they live here.

    ``resident`` is what the issuer will say of them when they sign in, such as an e-mail address.
    """

    resident: Text = Field(max_length=LONGEST)
    ward: WardText


class EnteredResident(BaseModel):
    """Whether they were entered now, or were known before."""

    is_new: bool


async def enter_resident(uow: UnitOfWork, command: EnterResident, entry: str) -> EnteredResident:
    """Keeps the hash of who it is, and in the audit log who entered somebody, not whom."""
    if not uow.actor.covers_ward(command.ward):
        raise Unprocessable("You enter residents of your own wards.", pointer="/ward")
    command.occurred(uow)
    values = {"entry": entry, "ward": command.ward, "by": uow.actor.identifier}
    made = await uow.connection.execute(ENTER, values)
    await uow.audit("resident.entered-on-their-behalf", command.ward, entry=entry[:16])
    return EnteredResident(is_new=made.rowcount == 1)


def resident_routes() -> Api:
    """``POST /<service>/api/residents``, for officers at a meeting."""
    api = Api(tags=["residents"])

    @api.post("/residents", permit=may_enter_residents)
    async def post_resident(
        command: EnterResident, execute: Execute, runtime: CurrentRuntime
    ) -> Response:
        """Enters a resident on their behalf; they are one from their next sign-in on."""
        try:
            entry = entry_of(runtime.settings.person_key, command.resident)
        except ValueError as error:
            raise Unprocessable(f"This {error}.", pointer="/resident") from error
        return await execute(lambda uow: enter_resident(uow, command, entry))

    return api
