"""Posting in the swap-shop, moderating, replying, closing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from pydantic import BaseModel
from servicekit import NotYours, UnitOfWork, Unprocessable
from servicekit.database import CIVIL_TIME
from servicekit.web import Command
from servicekit.web.fields import CodeText, LongText, Text, WardText
from sqlalchemy import Row, insert, update

from volunteers.fields import Day
from volunteers.listings import domain
from volunteers.listings.closing import EXPIRY_JOB, close_locked, lock_listing
from volunteers.listings.publishing import tell_posted
from volunteers.listings.tables import listing_replies, listings
from volunteers.policies import is_published_at_once, moderator, owns
from volunteers.reference import ward_on
from volunteers.schemes.queries import scheme_of

Kind = Literal[
    "event", "initiative", "skill-offered", "skill-wanted", "activity-offered", "activity-wanted"
]


class PostListing(Command):
    """Something is offered or wanted."""

    kind: Kind
    title: Text
    about: LongText | None = None
    ward: WardText
    expires_on: Day
    idea_id: UUID | None = None


class ApproveListing(Command):
    """A moderator lets it be seen."""


class RefuseListing(Command):
    """A moderator does not."""

    reason: CodeText


class ReplyToListing(Command):
    """A message to whoever posted; neither sees the other's address."""

    message: LongText


class CloseListing(Command):
    """It was taken up, or is no longer meant."""

    reason: CodeText = "taken-up"


class ListingState(BaseModel):
    """Which listing, and how it stands."""

    listing_id: UUID
    status: str


class Replied(BaseModel):
    """Which reply was left."""

    reply_id: UUID


async def post_listing(uow: UnitOfWork, command: PostListing) -> ListingState:
    """Posts a listing, or puts it before a moderator if a resident or a group sends it."""
    day = command.occurred(uow)
    if command.expires_on < uow.today:
        raise Unprocessable("That day is over.", pointer="/expires_on")
    domain.lasts_half_a_year_at_most(day, command.expires_on)
    at_once = is_published_at_once(uow.actor)
    scheme = await scheme_of(uow.connection, None, command.idea_id)
    made = insert(listings).values(
        id=uuid4(),
        status=domain.WAITING,
        owner_key=uow.actor.person_key,
        kind=command.kind,
        title=command.title,
        about=command.about or "",
        ward=ward_on(uow.council, command.ward, day),
        idea_id=scheme.idea_id,
        posted_on=day,
        expires_on=command.expires_on,
    )
    row = (await uow.connection.execute(made.returning(listings))).one()
    if at_once:
        await _post(uow, row)
    return ListingState(listing_id=row.id, status=domain.POSTED if at_once else row.status)


async def _post(uow: UnitOfWork, row: Row[Any]) -> None:
    event_id = await tell_posted(uow, row)
    await uow.connection.execute(
        update(listings)
        .where(listings.c.id == row.id)
        .values(status=domain.POSTED, posted_event_id=event_id)
    )
    after = row.expires_on + timedelta(days=1)
    due = datetime(after.year, after.month, after.day, tzinfo=CIVIL_TIME)
    listing = {"listing_id": str(row.id)}
    await uow.schedule(EXPIRY_JOB, due_at=due, payload=listing, key=str(row.id))


async def approve_listing(
    uow: UnitOfWork, listing_id: UUID, command: ApproveListing
) -> ListingState:
    """Lets a waiting listing be seen."""
    command.occurred(uow)
    row = await lock_listing(uow.connection, listing_id)
    domain.listing_is_waiting(row.status)
    await _post(uow, row)
    await uow.audit("listing-approved", str(listing_id))
    return ListingState(listing_id=listing_id, status=domain.POSTED)


async def refuse_listing(uow: UnitOfWork, listing_id: UUID, command: RefuseListing) -> ListingState:
    """Keeps a waiting listing out of the swap-shop."""
    command.occurred(uow)
    row = await lock_listing(uow.connection, listing_id)
    domain.listing_is_waiting(row.status)
    change = update(listings).where(listings.c.id == listing_id)
    await uow.connection.execute(change.values(status=domain.REFUSED, status_reason=command.reason))
    await uow.audit("listing-refused", str(listing_id), reason=command.reason)
    return ListingState(listing_id=listing_id, status=domain.REFUSED)


async def reply_to_listing(uow: UnitOfWork, listing_id: UUID, command: ReplyToListing) -> Replied:
    """Leaves a message with a posted listing, for its owner's eyes only."""
    day = command.occurred(uow)
    row = await lock_listing(uow.connection, listing_id)
    if row.status in (domain.WAITING, domain.REFUSED):
        raise NotYours("listing", listing_id)
    domain.listing_is_posted(row.status)
    domain.is_from_somebody_else(row.owner_key, uow.actor.person_key)
    reply_id = uuid4()
    await uow.connection.execute(
        insert(listing_replies).values(
            id=reply_id,
            listing_id=listing_id,
            sender_key=uow.actor.person_key,
            message=command.message,
            replied_on=day,
        )
    )
    return Replied(reply_id=reply_id)


async def close_listing(uow: UnitOfWork, listing_id: UUID, command: CloseListing) -> ListingState:
    """Takes a listing out of the swap-shop: one's own, or any as a moderator."""
    day = command.occurred(uow)
    row = await lock_listing(uow.connection, listing_id)
    if not owns(uow.actor, row.owner_key) and not moderator(uow.actor):
        raise NotYours("listing", listing_id)
    domain.listing_is_posted(row.status)
    await close_locked(uow, row, command.reason, day)
    return ListingState(listing_id=listing_id, status=domain.CLOSED)
