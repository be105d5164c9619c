"""The promise of 2010: ten schemes by Christmas, fifty by July 2011, a hundred by the 2012 Games.

From "Building a Civic Community" (September 2010). A scheme counts from the day on which it is
both initiated by residents and supported by the council.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.projections import figures

FORECAST_DAYS = 90


@dataclass(frozen=True, slots=True)
class Milestone:
    """So many schemes by the end of a day."""

    target: int
    by: date
    name: str


MILESTONES = (
    Milestone(10, date(2010, 12, 25), "by Christmas 2010"),
    Milestone(50, date(2011, 7, 31), "by July 2011"),
    Milestone(100, date(2012, 7, 27), "by the 2012 Games"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a milestone stands: when it was met, or when it will be at the present pace.

    ``missing`` is what was missing at the end of its own day where that is past: what came years
    later neither fulfils a promise nor is still to go.
    """

    milestone: Milestone
    met_on: date | None
    missing: int
    expected_on: date | None
    missed: bool = False

    @property
    def in_time(self) -> bool | None:
        """Whether it was met by its day; None where that day is still ahead."""
        if self.met_on is not None:
            return self.met_on <= self.milestone.by
        return False if self.missed else None


@dataclass(frozen=True, slots=True)
class Progress:
    """The running count of schemes by day, and how each milestone stands.

    ``lately`` is how many schemes came in the last 90 days: the whole of the forecast.
    """

    reached: tuple[tuple[date, int], ...]
    today: date
    lately: int
    standings: tuple[Standing, ...]

    @property
    def schemes(self) -> int:
        """How many schemes count today."""
        return self.reached[-1][1] if self.reached else 0


async def progress(connection: AsyncConnection, today: date) -> Progress:
    """How the schemes stand at the end of ``today``."""
    return progress_of(await figures.by_day(connection, "schemes"), today)


def progress_of(by_day: Sequence[tuple[date, int]], today: date) -> Progress:
    """The same from (day, schemes that began to count on it), days rising."""
    past = [(day, number) for day, number in by_day if day <= today]
    counts = accumulate(number for _, number in past)
    reached = tuple((day, count) for (day, _), count in zip(past, counts, strict=True))
    since = today - timedelta(days=FORECAST_DAYS)
    lately = sum(number for day, number in past if day > since)
    standings = tuple(_standing(one, reached, lately, today) for one in MILESTONES)
    return Progress(reached, today, lately, standings)


def _standing(
    milestone: Milestone, reached: Sequence[tuple[date, int]], lately: int, today: date
) -> Standing:
    met_on = next((day for day, count in reached if count >= milestone.target), None)
    if met_on is not None:
        return Standing(milestone, met_on, 0, None)
    missed = milestone.by < today
    last_day = milestone.by if missed else today
    counted = max((count for day, count in reached if day <= last_day), default=0)
    missing = milestone.target - counted
    if missed:
        return Standing(milestone, None, missing, None, missed=True)
    # As many as in the last 90 days, every 90 days; a part of a day counts as a day.
    days = -(-missing * FORECAST_DAYS // lately) if lately else None
    expected_on = None if days is None else today + timedelta(days=days)
    return Standing(milestone, None, missing, expected_on)
