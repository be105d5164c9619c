"""Defects where the inbox puts events in order."""

from collections.abc import Iterable, Mapping, Sequence

from servicekit.messaging import inbox
from servicekit.messaging import inbox_tables as tables
from servicekit.messaging.ordering import Arrival, Place, Plan
from sqlalchemy import text

_applied: set[Place] = set()


def _forgiving_digests() -> None:
    """The digests' own key would refuse what these defects let through."""
    tables.SETTLE = text(f"{tables.SETTLE.text} ON CONFLICT DO NOTHING")


def _moved(cursors: Mapping[str, int], applied: Sequence[Arrival]) -> dict[str, int]:
    moved = dict(cursors)
    for one in applied:
        moved[one.place.source] = max(moved[one.place.source], one.place.sequence)
    return moved


def no_cursor() -> None:
    """Whatever arrives is applied, once more if it arrives once more."""

    def everything(
        arrivals: Sequence[Arrival], held: Iterable[Arrival], cursors: Mapping[str, int]
    ) -> Plan:
        return Plan(apply=list(arrivals), cursors=_moved(cursors, arrivals))

    _forgiving_digests()
    inbox.plan = everything


def skipping_cursor() -> None:
    """An event that is ahead is applied at once; what it overtook then counts as a repeat."""

    def ahead_too(
        arrivals: Sequence[Arrival], held: Iterable[Arrival], cursors: Mapping[str, int]
    ) -> Plan:
        result = Plan(cursors=dict(cursors))
        for one in arrivals:
            new = one.place.sequence > result.cursors[one.place.source]
            (result.apply if new else result.repeated).append(one)
            if new:
                result.cursors[one.place.source] = one.place.sequence
        return result

    inbox.plan = ahead_too


def later_over_held() -> None:
    """What is ahead is applied at once, and what it overtook after it."""

    def as_they_come(
        arrivals: Sequence[Arrival], held: Iterable[Arrival], cursors: Mapping[str, int]
    ) -> Plan:
        fresh = []
        for one in arrivals:
            if one.place not in _applied:
                _applied.add(one.place)
                fresh.append(one)
        return Plan(apply=fresh, cursors=_moved(cursors, fresh))

    _forgiving_digests()
    inbox.plan = as_they_come
