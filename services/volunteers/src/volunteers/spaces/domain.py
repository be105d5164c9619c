"""Spaces on offer, and the ActivePlaces pledge.

*Building a Civic Community* (2010), appendix: two hours of free community use each week, provided
each week or over a concentrated period; 20 facilities by 2012, over 2,000 free hours a year.
"""

from __future__ import annotations

from datetime import date

from volunteers.rules import RuleBroken

WAITING = "waiting"
OFFERED = "offered"
REFUSED = "refused"
RELEASED = "released"

WEEKLY = "weekly"
CONCENTRATED = "concentrated"

MINUTES_OF_A_DAY = 1440

PLEDGED_MINUTES_A_WEEK = 120
WEEKS_A_YEAR = 52
PLEDGED_MINUTES_A_YEAR = PLEDGED_MINUTES_A_WEEK * WEEKS_A_YEAR

NEED_IS_OVER = frozenset({"need-is-over", "moved-on"})
"""Why a space is given back that an urgent need no longer wants."""

TARGET_FACILITIES = 20
TARGET_MINUTES_A_YEAR = TARGET_FACILITIES * PLEDGED_MINUTES_A_YEAR
"""20 facilities with 104 hours each: 2,080 hours a year."""


class SpaceIsNotWaiting(RuleBroken):
    """Only a space that waits for a moderator can be approved or refused."""


class SpaceIsNotOffered(RuleBroken):
    """The space is not, or no longer, on offer."""


class SpaceIsNotAvailableThen(RuleBroken):
    """The space is not available on that day."""


class SpaceIsPledgedAlready(RuleBroken):
    """The space is pledged already for some of these days."""


class PledgeIsTwoHoursAWeek(RuleBroken):
    """A pledge is two free hours a week, or as many concentrated: 104 hours a year."""


class APledgeFitsIntoItsPeriod(RuleBroken):
    """So many hours do not fit between the first and the last day."""


class APledgeLiesWithinTheOffer(RuleBroken):
    """A pledge begins and ends while the space is available."""


class UseIsOutsideThePledge(RuleBroken):
    """A use counts towards a pledge between the pledge's first and last day."""


class ASpaceHasTwentyFourHoursADay(RuleBroken):
    """A space is used for no more than 24 hours on one day, all uses together."""


class TheUseIsThat(RuleBroken):
    """The use of the space says that already."""


class UseIsOfAnUrgentNeed(RuleBroken):
    """What a space was given to an urgent need for is no entry that somebody typed."""


class PledgeIsOfAnotherSpace(RuleBroken):
    """This pledge was made for another space, or is over."""


def space_is_waiting(status: str) -> None:
    """Raises :class:`SpaceIsNotWaiting` unless a moderator has yet to look at it."""
    if status != WAITING:
        raise SpaceIsNotWaiting


def space_is_offered(status: str) -> None:
    """Raises :class:`SpaceIsNotOffered` unless it may be used."""
    if status != OFFERED:
        raise SpaceIsNotOffered


def fell_through(reason: str) -> bool:
    """Whether the urgent need that had the space has to find another.

    Reasons are an open list: whatever does not say that the need is over leaves it standing.
    """
    return reason not in NEED_IS_OVER


def is_available_on(day: date, first: date | None, last: date | None) -> bool:
    """Whether a day lies within the days on which the space is offered."""
    return (first is None or first <= day) and (last is None or day <= last)


def space_is_available_on(day: date, first: date | None, last: date | None) -> None:
    """Raises :class:`SpaceIsNotAvailableThen` for any other day."""
    if not is_available_on(day, first, last):
        raise SpaceIsNotAvailableThen


def days_of_a_pledge(
    pledge: tuple[date, date | None], available: tuple[date | None, date | None]
) -> tuple[date, date | None]:
    """First and last day of a pledge; one without an end lasts as long as the space is available.

    Raises :class:`APledgeLiesWithinTheOffer`.
    """
    first, last = pledge[0], pledge[1] or available[1]
    if not is_available_on(first, *available):
        raise APledgeLiesWithinTheOffer
    if last is not None and not is_available_on(last, *available):
        raise APledgeLiesWithinTheOffer
    return first, last


def use_lies_within_the_pledge(day: date, first: date, last: date | None) -> None:
    """Raises :class:`UseIsOutsideThePledge`."""
    if not is_available_on(day, first, last):
        raise UseIsOutsideThePledge


def used_within_one_day(so_far: int, minutes: int) -> None:
    """Raises :class:`ASpaceHasTwentyFourHoursADay`; ``so_far`` are the minutes noted already."""
    if so_far + minutes > MINUTES_OF_A_DAY:
        raise ASpaceHasTwentyFourHoursADay


def weekly_pledge(minutes_a_week: int, first: date, last: date | None) -> int:
    """The minutes of a year.

    Raises :class:`PledgeIsTwoHoursAWeek` below two hours a week, and
    :class:`APledgeFitsIntoItsPeriod` where it lasts less than a week and has fewer hours.
    """
    if minutes_a_week < PLEDGED_MINUTES_A_WEEK:
        raise PledgeIsTwoHoursAWeek
    if last is not None and minutes_a_week > ((last - first).days + 1) * MINUTES_OF_A_DAY:
        raise APledgeFitsIntoItsPeriod
    return minutes_a_week * WEEKS_A_YEAR


def concentrated_pledge(minutes_a_year: int, first: date, last: date) -> int:
    """The minutes of an average week, rounded down.

    Raises :class:`PledgeIsTwoHoursAWeek` below 104 hours a year, and
    :class:`APledgeFitsIntoItsPeriod` where the days from first to last are too few.
    """
    if minutes_a_year < PLEDGED_MINUTES_A_YEAR:
        raise PledgeIsTwoHoursAWeek
    if minutes_a_year > ((last - first).days + 1) * MINUTES_OF_A_DAY:
        raise APledgeFitsIntoItsPeriod
    return minutes_a_year // WEEKS_A_YEAR
