"""Which space would do for an urgent need, and why another would not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from volunteers.rules import RuleBroken

OPEN = "open"
MET = "met"


class NeedIsMet(RuleBroken):
    """What was needed has been found."""


class NeedHasItsSpaces(RuleBroken):
    """As many spaces as are needed have been found."""


class SpaceIsTaken(RuleBroken):
    """The space is given to an urgent need already."""


class SpaceDoesNotFit(RuleBroken):
    """The space does not fit the need; say why it is taken despite that."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a need asks of a space; both days are in the council's civil time."""

    ward: str
    ward_name: str
    facilities: Collection[str]
    today: date
    deadline: date


@dataclass(frozen=True, slots=True)
class Offered:
    """What a space has to give."""

    ward: str
    ward_name: str
    facilities: Collection[str]
    available_from: date | None
    available_until: date | None
    taken: bool = False
    for_this_need: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a space or against it."""

    code: str
    speaks_for: bool
    sentence: str


def need_is_open(status: str) -> None:
    """Raises :class:`NeedIsMet` for a need that is no longer open."""
    if status != OPEN:
        raise NeedIsMet


def needs_another_space(found: int, needed: int) -> None:
    """Raises :class:`NeedHasItsSpaces` where enough have been found."""
    if found >= needed:
        raise NeedHasItsSpaces(f"{found} of {needed} spaces have been found.")


def people_are_found(spaces_needed: int, filled: int, places: int) -> bool:
    """Whether a need that is met wants nobody more.

    The roof comes first: a need for spaces is met by them, however few people have come. One for
    people alone is met when they have.
    """
    return filled >= places or not spaces_needed


def reasons_for(wanted: Wanted, offered: Offered) -> list[Reason]:
    """Everything that speaks for or against a space; it fits if nothing speaks against it."""
    return [
        *_meant_for_it(offered),
        _in_the_ward(wanted, offered),
        *_facilities(wanted, offered),
        _in_time(wanted, offered),
        _free(offered),
    ]


def fits(reasons: Collection[Reason]) -> bool:
    """Whether nothing speaks against it."""
    return all(reason.speaks_for for reason in reasons)


def _meant_for_it(offered: Offered) -> list[Reason]:
    if not offered.for_this_need:
        return []
    return [Reason("offered", True, "It was offered for this need.")]


def _in_the_ward(wanted: Wanted, offered: Offered) -> Reason:
    if wanted.ward == offered.ward:
        return Reason("ward", True, f"It is in {wanted.ward_name}.")
    return Reason("ward", False, f"It is in {offered.ward_name}, not in {wanted.ward_name}.")


def _facilities(wanted: Wanted, offered: Offered) -> list[Reason]:
    has = set(offered.facilities)
    return [
        Reason("facilities", True, f"It has: {_words(facility)}.")
        if facility in has
        else Reason("facilities", False, f"It does not have: {_words(facility)}.")
        for facility in wanted.facilities
    ]


def _in_time(wanted: Wanted, offered: Offered) -> Reason:
    first, last = offered.available_from, offered.available_until
    needed_by = max(wanted.today, wanted.deadline)
    if first is not None and first > needed_by:
        return Reason("dates", False, f"It is free only from {_day(first)}.")
    if last is not None and last < wanted.today:
        return Reason("dates", False, f"It was free only until {_day(last)}.")
    if last is not None and last < needed_by:
        return Reason("dates", False, f"It is free only until {_day(last)}.")
    if first is not None and first > wanted.today:
        return Reason("dates", True, f"It is free from {_day(first)}, before the deadline.")
    return Reason("dates", True, "It is free now.")


def _free(offered: Offered) -> Reason:
    if offered.taken:
        return Reason("taken", False, "It is given to an urgent need already.")
    return Reason("taken", True, "No other urgent need has it.")


def _words(code: str) -> str:
    return code.replace("-", " ")


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
