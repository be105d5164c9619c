"""What is in the swap-shop, and what was replied to one's own listings."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from servicekit import Actor, NotFound, NotYours
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from volunteers.finding import Listed, Search, View, find_as
from volunteers.listings.domain import CLOSED, POSTED, WAITING
from volunteers.listings.tables import listing_replies, listings
from volunteers.policies import moderator, owns


class ListingView(View):
    """A listing; nothing in it leads to a person."""

    id: UUID
    status: str
    kind: str
    title: str
    about: str
    ward: str
    idea_id: UUID | None
    posted_on: date
    expires_on: date


class ReplyView(View):
    """A reply, without its sender."""

    id: UUID
    message: str
    replied_on: date


async def listings_found(
    connection: AsyncConnection, search: Search, kind: str | None, day: date
) -> Listed[ListingView]:
    """Listings that may be seen on a day, newest first."""
    wanted = select(listings).where(listings.c.status == POSTED, listings.c.expires_on >= day)
    if kind is not None:
        wanted = wanted.where(listings.c.kind == kind)
    return await find_as(ListingView, connection, wanted, listings, search)


async def listings_waiting(connection: AsyncConnection) -> list[ListingView]:
    """What a moderator has to look at, oldest first; at most 50."""
    wanted = select(listings).where(listings.c.status == WAITING).order_by(listings.c.position)
    return [ListingView.model_validate(row) for row in await connection.execute(wanted.limit(50))]


async def listing(connection: AsyncConnection, actor: Actor, listing_id: UUID) -> ListingView:
    """One listing; one that is not published only for its owner and for moderators."""
    wanted = select(listings).where(listings.c.id == listing_id)
    row = (await connection.execute(wanted)).one_or_none()
    if row is None:
        raise NotFound("listing", listing_id)
    hidden = row.status not in (POSTED, CLOSED) or not row.title
    if hidden and not owns(actor, row.owner_key) and not moderator(actor):
        raise NotYours("listing", listing_id)
    return ListingView.model_validate(row)


async def replies(connection: AsyncConnection, actor: Actor, listing_id: UUID) -> list[ReplyView]:
    """The replies to one's own listing, newest first; another's are not to be found."""
    owner = select(listings.c.owner_key).where(listings.c.id == listing_id)
    row = (await connection.execute(owner)).one_or_none()
    if row is None:
        raise NotFound("listing", listing_id)
    if not owns(actor, row.owner_key):
        raise NotYours("listing", listing_id)
    wanted = select(listing_replies).where(listing_replies.c.listing_id == listing_id)
    rows = await connection.execute(wanted.order_by(listing_replies.c.replied_on.desc()))
    return [ReplyView.model_validate(row) for row in rows]
