"""When a listing may be seen and answered."""

from __future__ import annotations

from datetime import date, timedelta

from volunteers.rules import RuleBroken

WAITING = "waiting"
POSTED = "posted"
REFUSED = "refused"
CLOSED = "closed"

KINDS = (
    "event",
    "initiative",
    "skill-offered",
    "skill-wanted",
    "activity-offered",
    "activity-wanted",
)

LONGEST = timedelta(days=183)


class ListingIsNotWaiting(RuleBroken):
    """Only a listing that waits for a moderator can be approved or refused."""


class ListingIsNotPosted(RuleBroken):
    """The listing is not, or no longer, in the swap-shop."""


class AListingLastsHalfAYear(RuleBroken):
    """A listing lasts half a year at most; post it again after that."""


class NobodyAnswersThemselves(RuleBroken):
    """A reply comes from somebody else."""


def listing_is_waiting(status: str) -> None:
    """Raises :class:`ListingIsNotWaiting` unless a moderator has yet to look at it."""
    if status != WAITING:
        raise ListingIsNotWaiting


def listing_is_posted(status: str) -> None:
    """Raises :class:`ListingIsNotPosted` unless it may be seen."""
    if status != POSTED:
        raise ListingIsNotPosted


def lasts_half_a_year_at_most(posted_on: date, expires_on: date) -> None:
    """Raises :class:`AListingLastsHalfAYear`."""
    if expires_on - posted_on > LONGEST:
        raise AListingLastsHalfAYear


def is_from_somebody_else(owner_key: str | None, sender_key: str | None) -> None:
    """Raises :class:`NobodyAnswersThemselves`."""
    if owner_key is not None and owner_key == sender_key:
        raise NobodyAnswersThemselves
