"""The JSON interface of placements."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Response
from servicekit import signed_in
from servicekit.web import Api, Execute, Reading

from volunteers.finding import Find, Listed
from volunteers.placements import commands, queries
from volunteers.policies import coordinator, person

api = Api()

Status = Annotated[Literal["asked", "confirmed", "refused", "ended"] | None, Query()]


@api.post("/opportunities/{opportunity_id}/help", permit=person, response_model=commands.Placed)
async def post_help(
    opportunity_id: UUID, command: commands.AskToHelp, execute: Execute
) -> Response:
    """I would like to help."""
    return await execute(lambda uow: commands.ask_to_help(uow, opportunity_id, command))


@api.post(
    "/opportunities/{opportunity_id}/placements",
    permit=coordinator,
    response_model=commands.Placed,
)
async def post_placement(
    opportunity_id: UUID, command: commands.PlaceVolunteer, execute: Execute
) -> Response:
    """Gives a volunteer a place at once."""
    return await execute(lambda uow: commands.place_volunteer(uow, opportunity_id, command))


@api.get("/placements", permit=coordinator)
async def get_placements(
    find: Find, reading: Reading, status: Status = None, opportunity_id: UUID | None = None
) -> Listed[queries.PlacementView]:
    """Placements, newest first."""
    return await queries.placements_found(
        reading.connection, find, status=status, opportunity_id=opportunity_id
    )


@api.get("/profile/placements", permit=person)
async def get_own_placements(find: Find, reading: Reading) -> Listed[queries.PlacementView]:
    """One's own placements."""
    return await queries.placements_of(reading.connection, reading.actor.person_key, find)


@api.get("/placements/{placement_id}", permit=signed_in)
async def get_placement(placement_id: UUID, reading: Reading) -> queries.PlacementView:
    """One's own placement, or any for the coordinator."""
    return await queries.placement_for(reading.connection, reading.actor, placement_id)


@api.post(
    "/placements/{placement_id}/confirmation",
    permit=coordinator,
    status_code=200,
    response_model=commands.Placed,
)
async def post_confirmation(
    placement_id: UUID, command: commands.ConfirmPlacement, execute: Execute
) -> Response:
    """Gives the place that was asked for."""
    return await execute(
        lambda uow: commands.confirm_placement(uow, placement_id, command), status=200
    )


@api.post(
    "/placements/{placement_id}/refusal",
    permit=coordinator,
    status_code=200,
    response_model=commands.Placed,
)
async def post_refusal(
    placement_id: UUID, command: commands.RefusePlacement, execute: Execute
) -> Response:
    """Says no to a place that was asked for."""
    return await execute(
        lambda uow: commands.refuse_placement(uow, placement_id, command), status=200
    )


@api.post(
    "/placements/{placement_id}/end",
    permit=signed_in,
    status_code=200,
    response_model=commands.Placed,
)
async def post_end(
    placement_id: UUID, command: commands.EndPlacement, execute: Execute
) -> Response:
    """Ends one's own placement, or any as the coordinator."""
    return await execute(lambda uow: commands.end_placement(uow, placement_id, command), status=200)
