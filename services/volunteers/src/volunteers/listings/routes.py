"""The JSON interface of the swap-shop."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from servicekit import public
from servicekit.web import Api, Execute, Reading
from servicekit.web.fields import CodeText

from volunteers.finding import Filled, Find, Listed
from volunteers.listings import commands, queries, withdrawing
from volunteers.policies import may_offer, moderator, person

api = Api()


@api.post("/listings", permit=may_offer, response_model=commands.ListingState)
async def post_listing(command: commands.PostListing, execute: Execute) -> Response:
    """Posts a listing."""
    return await execute(lambda uow: commands.post_listing(uow, command))


@api.get("/listings", permit=public)
async def get_listings(
    find: Find, reading: Reading, kind: Annotated[CodeText | None, Filled, Query()] = None
) -> Listed[queries.ListingView]:
    """The swap-shop, by ward, words and kind."""
    return await queries.listings_found(reading.connection, find, kind, reading.today)


@api.get("/listings/{listing_id}", permit=public)
async def get_listing(listing_id: UUID, reading: Reading) -> queries.ListingView:
    """One listing."""
    return await queries.listing(reading.connection, reading.actor, listing_id)


@api.post(
    "/listings/{listing_id}/approval",
    permit=moderator,
    status_code=200,
    response_model=commands.ListingState,
)
async def post_approval(
    listing_id: UUID, command: commands.ApproveListing, execute: Execute
) -> Response:
    """Lets a waiting listing be seen."""
    return await execute(lambda uow: commands.approve_listing(uow, listing_id, command), status=200)


@api.post(
    "/listings/{listing_id}/refusal",
    permit=moderator,
    status_code=200,
    response_model=commands.ListingState,
)
async def post_refusal(
    listing_id: UUID, command: commands.RefuseListing, execute: Execute
) -> Response:
    """Keeps a waiting listing out."""
    return await execute(lambda uow: commands.refuse_listing(uow, listing_id, command), status=200)


@api.post(
    "/listings/{listing_id}/words/withdrawal",
    permit=moderator,
    status_code=200,
    response_model=commands.ListingState,
)
async def post_words_withdrawal(
    listing_id: UUID, command: withdrawing.WithdrawListingWords, execute: Execute
) -> Response:
    """Takes the words of a listing away for good."""
    return await execute(
        lambda uow: withdrawing.withdraw_words(uow, listing_id, command), status=200
    )


@api.post("/listings/{listing_id}/replies", permit=person, response_model=commands.Replied)
async def post_reply(
    listing_id: UUID, command: commands.ReplyToListing, execute: Execute
) -> Response:
    """Leaves a message for whoever posted."""
    return await execute(lambda uow: commands.reply_to_listing(uow, listing_id, command))


@api.get("/listings/{listing_id}/replies", permit=person)
async def get_replies(listing_id: UUID, reading: Reading) -> list[queries.ReplyView]:
    """Replies to one's own listing."""
    return await queries.replies(reading.connection, reading.actor, listing_id)


@api.post(
    "/listings/{listing_id}/closure",
    permit=person,
    status_code=200,
    response_model=commands.ListingState,
)
async def post_closure(
    listing_id: UUID, command: commands.CloseListing, execute: Execute
) -> Response:
    """Closes a listing."""
    return await execute(lambda uow: commands.close_listing(uow, listing_id, command), status=200)
