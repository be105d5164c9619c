"""Places, who may take one, and which days a place takes up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from volunteers.rules import RuleBroken

OPEN = "open"
CLOSED = "closed"

EVERY_DAY = "every-day"
BY_ARRANGEMENT = "by-arrangement"

LONGEST_EVERY_DAY = 366


class OpportunityIsFull(RuleBroken):
    """Every place is taken."""


class OpportunityIsClosed(RuleBroken):
    """No more volunteers are taken."""


class EveryDayIsTooLong(RuleBroken):
    """Nobody is asked to come every day for more than a year: let it be by arrangement."""


@dataclass(frozen=True, slots=True)
class RoleWanted:
    """A role with places to fill."""

    code: str
    title: str
    places: int
    check_level: str = "none"


def takes_volunteers(status: str) -> None:
    """Raises :class:`OpportunityIsClosed` unless it is open."""
    if status != OPEN:
        raise OpportunityIsClosed


def last_day_on(day: date, ends_on: date | None, *, until_met: bool) -> date | None:
    """The last day as it stands on a day: an urgent need wants people until it is met.

    None where there is none, or the need has outlived its deadline.
    """
    outlived = until_met and ends_on is not None and day > ends_on
    return None if outlived else ends_on


def is_not_over(ends_on: date | None, day: date) -> None:
    """Raises :class:`OpportunityIsClosed` after the last day."""
    if ends_on is not None and day > ends_on:
        raise OpportunityIsClosed(f"The last day was {ends_on}.")


def has_a_free_place(filled: int, places: int) -> None:
    """Raises :class:`OpportunityIsFull` where all places are taken."""
    if filled >= places:
        raise OpportunityIsFull(f"Every place is taken: {filled} of {places}.")


def roles_of_an_award(
    roles: Sequence[RoleWanted], places: int, project_title: str
) -> list[RoleWanted]:
    """What an award opens: its roles, and plain places for what the roles do not account for.

    Roles without places open nothing.
    """
    wanted = [role for role in roles if role.places > 0]
    rest = places - sum(role.places for role in wanted)
    if rest > 0:
        wanted.append(RoleWanted("volunteer", project_title, rest))
    return wanted


def days_taken_up(attendance: str, starts_on: date | None, ends_on: date | None) -> list[date]:
    """The days on which a volunteer with this place can be nowhere else.

    By arrangement, or without both dates, none is known beforehand. Raises
    :class:`EveryDayIsTooLong` for more than 366 days.
    """
    if attendance != EVERY_DAY or starts_on is None or ends_on is None:
        return []
    days = (ends_on - starts_on).days + 1
    if days > LONGEST_EVERY_DAY:
        raise EveryDayIsTooLong
    return [starts_on + timedelta(days=offset) for offset in range(days)]
