"""What can be told of hours: on days of the placement, at most 24 a day, never below nothing."""

from __future__ import annotations

from datetime import date, timedelta

from volunteers.rules import RuleBroken

MINUTES_OF_A_DAY = 1440

TOLD_WITHIN = timedelta(days=92)
"""How long afterwards a volunteer may still enter hours; a coordinator may do so later."""


class ADayHasTwentyFourHours(RuleBroken):
    """Nobody gives more than 24 hours on one day."""


class HoursAreGivenInThePlacement(RuleBroken):
    """Hours are given between the first and the last day of a placement, once it is confirmed."""


class PlacementIsNotConfirmed(RuleBroken):
    """Hours are counted only for a place that was given."""


class NothingToCorrect(RuleBroken):
    """The entry says that already."""


def within_one_day(so_far: int, change: int) -> int:
    """The minutes of a day after a change; raises :class:`ADayHasTwentyFourHours`."""
    total = so_far + change
    if total > MINUTES_OF_A_DAY:
        raise ADayHasTwentyFourHours(
            f"Nobody gives more than 24 hours on one day: {so_far} minutes are entered already."
        )
    return total


def may_still_be_told_by_the_volunteer(day: date, today: date) -> bool:
    """Whether a volunteer may enter hours of that day: up to 92 days afterwards."""
    return today - TOLD_WITHIN <= day <= today


def day_lies_in_the_placement(day: date, first: date | None, last: date | None) -> None:
    """Raises :class:`HoursAreGivenInThePlacement`; a date that is not known sets no limit."""
    if (first is not None and day < first) or (last is not None and day > last):
        raise HoursAreGivenInThePlacement


def change_of(before: int, after: int) -> int:
    """What to add to an entry's minutes; raises :class:`NothingToCorrect` where that is nothing."""
    if before == after:
        raise NothingToCorrect
    return after - before
