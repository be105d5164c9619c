"""The crisis lane: what counts as met, and in how many hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from ideas.rules import RuleBroken

CIVIL_TIME = ZoneInfo("Europe/London")
MORNING = time(9)
HOUR = timedelta(hours=1)


class UrgentNeedWasMet(RuleBroken):
    """This urgent need has been met already."""


class NothingIsNeeded(RuleBroken):
    """An urgent need is for at least one space or one person."""


class SpaceWasNotFoundForThisNeed(RuleBroken):
    """No event tells that this space is used for this need."""


class MetBeforeItWasRaised(RuleBroken):
    """A need is not met before it is raised or stands again, nor in the future."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentNeed:
    """One urgent need; moments are in UTC."""

    id: UUID
    idea_id: UUID | None
    conversation_id: UUID | None
    ward: str
    title: str
    summary: str | None
    spaces_needed: int
    people_needed: int
    people_found: int
    facilities: list[str]
    raised_on: date
    raised_at: datetime
    deadline: datetime
    overdue_at: datetime | None = None
    met_at: datetime | None = None
    hours_taken: int | None = None
    how: str | None = None
    space_id: UUID | None = None
    reopened_on: date | None = None


def is_met(need: UrgentNeed, spaces_found: int) -> bool:
    """Whether what was needed is found.

    The roof comes first: where spaces are needed, the need is met once there are enough of them;
    people are looked for all the same.
    """
    if need.spaces_needed:
        return spaces_found >= need.spaces_needed
    return need.people_found >= need.people_needed


def stands_again(need: UrgentNeed, lost: UUID, spaces_left: int) -> bool:
    """Whether a need that was met stands again without the space that it lost.

    What an officer's word ended, only the space that this word named opens again.
    """
    if need.met_at is None:
        return False
    if need.how is not None:
        return need.space_id == lost
    return spaces_left < need.spaces_needed


def something_is_needed(spaces: int, people: int) -> None:
    """Raises where nothing is asked for."""
    if not spaces + people:
        raise NothingIsNeeded


def the_need_still_stands(need: UrgentNeed) -> None:
    """Raises where the need has been met before."""
    if need.met_at is not None:
        raise UrgentNeedWasMet


def day_of_meeting(need: UrgentNeed) -> date:
    """The civil day on which the need was met; that of raising it where it was not."""
    if need.met_at is None:
        return need.raised_on
    return need.met_at.astimezone(CIVIL_TIME).date()


def day_of_finding(need: UrgentNeed, day: date) -> date:
    """The day on which something found meets the need: none before that on which it stands again.

    Hours and "in time" follow the last finding, so that what was lost meanwhile is not hidden.
    """
    return max(day, need.reopened_on or day)


def met_while_it_stands(need: UrgentNeed, met_at: datetime, now: datetime) -> None:
    """Raises :class:`MetBeforeItWasRaised`."""
    day = met_at.astimezone(CIVIL_TIME).date()
    if not need.raised_at <= met_at <= now or day_of_finding(need, day) != day:
        raise MetBeforeItWasRaised


def moment_of_raising(day: date, given: datetime | None, now: datetime) -> datetime:
    """When the clock began: as given, now for today, else the morning of that day.

    In UTC, where 48 hours are 48 hours also when the clocks change.
    """
    if given is not None:
        return given.astimezone(UTC)
    if day == now.astimezone(CIVIL_TIME).date():
        return now
    return datetime.combine(day, MORNING, CIVIL_TIME).astimezone(UTC)


def moment_of_finding(day: date, now: datetime) -> datetime:
    """When something was found of which only the day is known.

    Today that is now. Of an earlier day it is the last minute, so that a figure published is
    never better than what happened.
    """
    if day >= now.astimezone(CIVIL_TIME).date():
        return now
    return datetime.combine(day, time(23, 59), CIVIL_TIME).astimezone(UTC)


def hours_between(raised_at: datetime, met_at: datetime) -> int:
    """Whole hours, rounded up; 0 where an event's day lies before the need was raised."""
    taken = max(met_at - raised_at, timedelta())
    return -(-taken // HOUR)
