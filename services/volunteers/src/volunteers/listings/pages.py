"""The swap-shop, one listing, and posting one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Response
from pagekit import marked
from servicekit import NotFound, public
from servicekit.web import Form, Page, Pages, Reading

from volunteers import screens
from volunteers.finding import Find
from volunteers.listings import commands, queries
from volunteers.policies import may_offer, person

pages = Pages()


@pages.get("/listings", permit=public)
async def listings(find: Find, reading: Reading, page: Page) -> Response:
    """What is offered and wanted, by ward and words."""
    found = await queries.listings_found(reading.connection, find, None, reading.today)
    context = screens.with_wards(
        reading,
        found=found.items,
        next=screens.onwards("/volunteers/listings", find, found.next),
        filter=screens.found_form(find),
    )
    return await screens.draw(page, reading, "listings.html", context)


async def _posting(reading: Reading) -> Mapping[str, Any]:
    return screens.with_wards(reading, kinds=screens.LISTING_KINDS)


@pages.form("/listings/new", permit=may_offer, done=marked("The listing is sent."))
async def post() -> Form:
    """Posts a listing."""
    return Form(
        commands.PostListing,
        commands.post_listing,
        then=lambda made: f"/volunteers/listings/{made.listing_id}",
        template="listing_new.html",
        shows=_posting,
    )


async def _listing(reading: Reading, listing_id: UUID) -> Mapping[str, Any]:
    connection, actor = reading.connection, reading.actor
    found = await queries.listing(connection, actor, listing_id)
    try:
        replies, own = await queries.replies(connection, actor, listing_id), True
    except NotFound:
        replies, own = [], False
    return screens.with_wards(reading, listing=found, replies=replies, own=own)


@pages.get("/listings/{listing_id}", permit=public, form=person)
async def listing(listing_id: UUID, reading: Reading, page: Page) -> Response:
    """One listing, with its replies for whoever posted it."""
    return await screens.draw(page, reading, "listing.html", await _listing(reading, listing_id))


@pages.step(
    "/listings/{listing_id}/replies",
    on="/listings/{listing_id}",
    permit=person,
    done=marked("Your message is left for whoever posted the listing."),
)
async def reply(listing_id: UUID) -> Form:
    """Leaves a message."""
    return Form(
        commands.ReplyToListing,
        lambda uow, command: commands.reply_to_listing(uow, listing_id, command),
        then=lambda _: f"/volunteers/listings/{listing_id}",
        template="listing.html",
        shows=lambda reading: _listing(reading, listing_id),
    )


@pages.step(
    "/listings/{listing_id}/closure",
    on="/listings/{listing_id}",
    permit=person,
    done=marked("The listing is closed."),
)
async def close(listing_id: UUID) -> Form:
    """Takes it out."""
    return Form(
        commands.CloseListing,
        lambda uow, command: commands.close_listing(uow, listing_id, command),
        then=lambda _: f"/volunteers/listings/{listing_id}",
        template="listing.html",
        shows=lambda reading: _listing(reading, listing_id),
    )
