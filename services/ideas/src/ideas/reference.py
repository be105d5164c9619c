"""Questions to the council's reference data, with the answers a request deserves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from civic_reference import Council, NotCovered, UnknownWard
from servicekit import Unprocessable

SATURDAY = 5


def require_ward(council: Council, code: str, day: date, pointer: str = "/ward") -> None:
    """The ward exists on ``day``; else ``Unprocessable`` at ``pointer``."""
    try:
        ward = council.ward(code)
    except UnknownWard:
        raise Unprocessable("There is no such ward.", pointer=pointer) from None
    if not ward.is_valid_on(day):
        raise Unprocessable(f"{ward.name} was not a ward on that day.", pointer=pointer)


def require_wards(council: Council, codes: Iterable[str], day: date, pointer: str) -> None:
    """Every ward exists on ``day``; else ``Unprocessable`` at its place below ``pointer``."""
    for index, code in enumerate(codes):
        require_ward(council, code, day, f"{pointer}/{index}")


def require_known(code: str | None, known: Mapping[str, str], pointer: str) -> None:
    """The code is one of the council's; else ``Unprocessable`` with those it could be."""
    if code is not None and code not in known:
        raise Unprocessable(f"Use one of: {', '.join(known)}.", pointer=pointer)


def due_after(council: Council, start: date, working_days: int) -> date:
    """The n-th working day after ``start``.

    For years whose bank holidays are not in the reference data every weekday counts.
    """
    try:
        return council.working_days_after(start, working_days)
    except NotCovered:
        return _weekdays_after(start, working_days)


def days_taken(council: Council, start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``; see :func:`due_after`."""
    try:
        return council.working_days_between(start, end)
    except NotCovered:
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(day.weekday() < SATURDAY for day in days)


def _weekdays_after(start: date, n: int) -> date:
    day = start
    while n:
        day += timedelta(days=1)
        n -= day.weekday() < SATURDAY
    return day
