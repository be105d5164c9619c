"""The JSON interface of spaces and pledges."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from servicekit import public, signed_in
from servicekit.web import Api, Execute, Reading
from servicekit.web.fields import CodeText

from volunteers.fields import Day
from volunteers.finding import Filled, Find, Listed
from volunteers.policies import may_offer, moderator
from volunteers.spaces import commands, correcting, offering, queries, withdrawing

api = Api()

Code = Annotated[CodeText | None, Filled, Query()]


@api.post("/spaces", permit=may_offer, response_model=offering.SpaceState)
async def post_space(command: offering.OfferSpace, execute: Execute) -> Response:
    """Offers a space."""
    return await execute(lambda uow: offering.offer_space(uow, command))


@api.get("/spaces", permit=public)
async def get_spaces(
    find: Find, reading: Reading, facility: Code = None, kind: Code = None
) -> Listed[queries.SpaceView]:
    """Spaces on offer, by ward, words, facility and kind."""
    return await queries.spaces_found(reading.connection, find, facility, kind)


@api.get("/spaces/{space_id}", permit=public)
async def get_space(space_id: UUID, reading: Reading) -> queries.SpaceDetail:
    """One space with its pledges and latest uses."""
    return await queries.space(reading.connection, reading.actor, space_id)


@api.get("/pledges/progress", permit=public)
async def get_progress(
    reading: Reading, on: Annotated[Day | None, Query()] = None
) -> queries.Progress:
    """The ActivePlaces pledge against its target of 20 facilities and 2,080 hours."""
    return await queries.progress(reading.connection, on or reading.today)


@api.post(
    "/spaces/{space_id}/approval",
    permit=moderator,
    status_code=200,
    response_model=offering.SpaceState,
)
async def post_approval(
    space_id: UUID, command: offering.ApproveSpace, execute: Execute
) -> Response:
    """Publishes an offer that waited."""
    return await execute(lambda uow: offering.approve_space(uow, space_id, command), status=200)


@api.post(
    "/spaces/{space_id}/refusal",
    permit=moderator,
    status_code=200,
    response_model=offering.SpaceState,
)
async def post_refusal(space_id: UUID, command: offering.RefuseSpace, execute: Execute) -> Response:
    """Does not publish an offer that waited."""
    return await execute(lambda uow: offering.refuse_space(uow, space_id, command), status=200)


@api.post(
    "/spaces/{space_id}/words/withdrawal",
    permit=moderator,
    status_code=200,
    response_model=offering.SpaceState,
)
async def post_words_withdrawal(
    space_id: UUID, command: withdrawing.WithdrawSpaceWords, execute: Execute
) -> Response:
    """Takes the words of an offer away for good."""
    return await execute(lambda uow: withdrawing.withdraw_words(uow, space_id, command), status=200)


@api.post(
    "/spaces/{space_id}/release",
    permit=signed_in,
    status_code=200,
    response_model=offering.SpaceState,
)
async def post_release(
    space_id: UUID, command: offering.ReleaseSpace, execute: Execute
) -> Response:
    """Frees a space, or takes it off offer."""
    return await execute(lambda uow: offering.release_space(uow, space_id, command), status=200)


@api.post("/spaces/{space_id}/pledges", permit=signed_in, response_model=commands.PledgedSpace)
async def post_pledge(space_id: UUID, command: commands.PledgeSpace, execute: Execute) -> Response:
    """Promises free use."""
    return await execute(lambda uow: commands.pledge_space(uow, space_id, command))


@api.post("/spaces/{space_id}/uses", permit=signed_in, response_model=commands.UsedSpace)
async def post_use(space_id: UUID, command: commands.UseSpace, execute: Execute) -> Response:
    """Notes a use."""
    return await execute(lambda uow: commands.use_space(uow, space_id, command))


@api.post(
    "/spaces/{space_id}/uses/{use_id}/corrections",
    permit=signed_in,
    status_code=200,
    response_model=correcting.CorrectedUse,
)
async def post_correction(
    space_id: UUID, use_id: UUID, command: correcting.CorrectUse, execute: Execute
) -> Response:
    """Puts a use right."""
    return await execute(
        lambda uow: correcting.correct_use(uow, space_id, use_id, command), status=200
    )
