"""The JSON interface of hours."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response
from servicekit import signed_in
from servicekit.web import Api, Execute, Reading

from volunteers.finding import Find, Listed
from volunteers.hours import commands, queries
from volunteers.placements.queries import placement_for

api = Api()


@api.post("/placements/{placement_id}/hours", permit=signed_in, response_model=commands.LoggedHours)
async def post_hours(placement_id: UUID, command: commands.LogHours, execute: Execute) -> Response:
    """Enters time that was given."""
    return await execute(lambda uow: commands.log_hours(uow, placement_id, command))


@api.get("/placements/{placement_id}/hours", permit=signed_in)
async def get_hours(placement_id: UUID, find: Find, reading: Reading) -> Listed[queries.EntryView]:
    """The entries of one's own placement, or of any for the coordinator."""
    await placement_for(reading.connection, reading.actor, placement_id)
    return await queries.hours_of_placement(reading.connection, placement_id, find)


@api.post(
    "/hours/{entry_id}/corrections",
    permit=signed_in,
    status_code=200,
    response_model=commands.LoggedHours,
)
async def post_correction(
    entry_id: UUID, command: commands.CorrectHours, execute: Execute
) -> Response:
    """Puts an entry right."""
    return await execute(lambda uow: commands.correct_hours(uow, entry_id, command), status=200)
