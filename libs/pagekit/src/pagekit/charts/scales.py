"""Where an axis begins and ends, and where its ticks stand."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pagekit.wording import month, short_day

_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear axis from `low` to `high` with its ticks, all in the unit of the data."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def share(self, value: float) -> float:
        """How far along the axis a value lies: 0 at its beginning, 1 at its end."""
        return (value - self.low) / (self.high - self.low)


def _step(span: float, wanted: int, whole: bool) -> float:
    rough = span / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(nice * power for nice in _NICE if nice * power >= rough * (1 - 1e-9))
    return max(1.0, math.ceil(step)) if whole else step


def linear_scale(values: list[float], *, wanted: int = 4, whole: bool = False) -> Scale:
    """An axis that holds nought and every value, with about `wanted` steps of a round size.

    `whole` keeps ticks of a count from falling between whole numbers.
    """
    low, high = min([0.0, *values]), max([0.0, *values])
    if low == high:
        high = 1.0
    step = _step(high - low, wanted, whole)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(index * step for index in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks)


@dataclass(frozen=True, slots=True)
class TimeScale:
    """An axis of days from `first` to `last`; `ticks` are (day, label)."""

    first: date
    last: date
    ticks: tuple[tuple[date, str], ...]

    def share(self, day: date) -> float:
        """How far along the axis a day lies: 0 at its beginning, 1 at its end."""
        return (day - self.first).days / max(1, (self.last - self.first).days)


def _firsts(first: date, last: date, step: int) -> range:
    """The firsts of months within the range, as months since the year nought, `step` apart."""
    begin = first.year * 12 + first.month - 1 + (first.day > 1)
    return range(begin + -begin % step, last.year * 12 + last.month, step)


def _month(at: int) -> date:
    return date(at // 12, at % 12 + 1, 1)


def _month_label(day: date) -> str:
    return f"{month(day, 'abbreviated')} {day.year}"


def _year_label(day: date) -> str:
    return str(day.year)


_Candidate = tuple[range, Callable[[int], date], Callable[[date], str]]


def _candidates(first: date, last: date) -> Iterator[_Candidate]:
    """Ever fewer ticks: days, firsts of months, Januaries; at last the two ends."""
    span = (last - first).days
    for step in (1, 2, 7, 14):
        yield range(0, span + 1, step), lambda at: first + timedelta(days=at), short_day
    for step in (1, 2, 3, 6):
        yield _firsts(first, last, step), _month, _month_label
    for years in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000):
        yield _firsts(first, last, 12 * years), _month, _year_label
    yield range(0, span + 1, span), lambda at: first + timedelta(days=at), short_day


def time_scale(days: list[date], *, most: int = 6) -> TimeScale:
    """An axis over these days (at least one) with no more than `most` ticks (two or more).

    Ticks are days, firsts of months or Januaries, whatever comes out round.
    """
    first, last = min(days), max(days)
    if first == last:
        return TimeScale(first, last, ((first, short_day(first)),))
    places, day, label = next(
        one for one in _candidates(first, last) if 2 <= len(one[0]) <= max(2, most)
    )
    return TimeScale(first, last, tuple((day(at), label(day(at))) for at in places))
