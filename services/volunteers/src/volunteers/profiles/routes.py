"""The JSON interface of profiles: one's own, and all of them for the coordinator."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response
from servicekit import NotFound
from servicekit.web import Api, CurrentRuntime, Execute, Reading

from volunteers.finding import Find, Listed
from volunteers.policies import coordinator, person
from volunteers.profiles import commands, erasure, export, queries

api = Api()


@api.post("/profile", permit=person, response_model=commands.KeptProfile)
async def post_profile(command: commands.KeepProfile, execute: Execute) -> Response:
    """Registers as a volunteer, or changes one's profile."""
    return await execute(lambda uow: commands.keep_profile(uow, command, uow.actor.person_key))


@api.get("/profile", permit=person)
async def get_profile(reading: Reading) -> queries.VolunteerView:
    """One's own profile."""
    found = await queries.own_profile(reading.connection, reading.actor)
    if found is None:
        raise NotFound("profile", "of yours")
    return found


@api.get("/profile/export", permit=person)
async def get_export(reading: Reading) -> export.Export:
    """Everything that is held here about who asks."""
    return await export.export(reading.connection, reading.actor)


@api.post("/profile/withdrawal", permit=person, status_code=200, response_model=commands.Withdrawn)
async def post_withdrawal(command: commands.WithdrawProfile, execute: Execute) -> Response:
    """Gives up all places and is asked no more."""
    return await execute(lambda uow: commands.withdraw_profile(uow, command), status=200)


@api.post("/profile/erasure", permit=person, status_code=200, response_model=erasure.Erased)
async def post_erasure(command: erasure.EraseProfile, execute: Execute) -> Response:
    """Erases everything about oneself, here and in every service."""
    return await execute(lambda uow: erasure.erase_profile(uow, command), status=200)


@api.post("/volunteers", permit=coordinator, response_model=commands.KeptProfile)
async def post_volunteer(
    command: commands.RegisterVolunteer, execute: Execute, runtime: CurrentRuntime
) -> Response:
    """Enters somebody who signed up on paper."""
    key = command.subject and runtime.identity.person_key(command.subject)
    return await execute(lambda uow: commands.register_volunteer(uow, command, key))


@api.get("/volunteers", permit=coordinator)
async def get_volunteers(find: Find, reading: Reading) -> Listed[queries.VolunteerView]:
    """Active volunteers by ward and by skill, interest or language."""
    return await queries.volunteers_found(reading.connection, find)


@api.get("/volunteers/{volunteer_id}", permit=coordinator)
async def get_volunteer(volunteer_id: UUID, reading: Reading) -> queries.VolunteerView:
    """One volunteer."""
    return await queries.volunteer(reading.connection, volunteer_id)
