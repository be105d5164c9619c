"""Asking for a place, having one, and giving it up."""

from __future__ import annotations

from datetime import date

from volunteers.rules import RuleBroken

ASKED = "asked"
CONFIRMED = "confirmed"
REFUSED = "refused"
ENDED = "ended"

LIVE = (ASKED, CONFIRMED)


class PlacedOnceOnly(RuleBroken):
    """This volunteer has asked for, or has, a place here already."""


class BookedAtThatTime(RuleBroken):
    """The volunteer is booked elsewhere on one of these days."""


class PlacementIsNotWaiting(RuleBroken):
    """Only a place that was asked for can be confirmed or refused."""


class PlacementIsOver(RuleBroken):
    """This placement has ended."""


class DatesAreOutsideTheOpportunity(RuleBroken):
    """A placement lies within the dates of its opportunity."""


def is_waiting(status: str) -> None:
    """Raises :class:`PlacementIsNotWaiting` unless it was asked for and not yet answered."""
    if status != ASKED:
        raise PlacementIsNotWaiting


def is_live(status: str) -> None:
    """Raises :class:`PlacementIsOver` unless it was asked for or confirmed."""
    if status not in LIVE:
        raise PlacementIsOver


def dates_within(
    opportunity: tuple[date | None, date | None],
    wanted: tuple[date | None, date | None],
    day: date,
) -> tuple[date | None, date | None]:
    """First and last day of a placement that is given on ``day``.

    They are what was asked for, else the opportunity's own; but where nobody asked for a first day
    it is none that is over, on which the volunteer did not help.

    Raises :class:`DatesAreOutsideTheOpportunity`.
    """
    first, last = opportunity
    start = wanted[0] or (max(first, day) if first else None)
    end = wanted[1] or last
    outside = (
        (start and first and start < first)
        or (end and last and end > last)
        or (start and last and start > last)
        or (start and end and end < start)
    )
    if outside:
        raise DatesAreOutsideTheOpportunity
    return start, end
