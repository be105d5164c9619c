"""A read model with one row a thing: what the thing's events amount to.

A batch loads the rows it concerns, folds its events into them in order, and stores them again
(``reporting.projections.rows``).
Events of one source come in their order; those of different sources in any, and what a row is in
the end must not depend on it.

What a row adds to the city's figures is a function of the row; so the figures move by the
difference between a row before and after, and are always the sum over all rows.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from civic_contracts.envelope import Event
from civic_contracts.fields import Measure

from reporting.log.facts import Fact

State = dict[str, Any]


class Figure(NamedTuple):
    """One counter behind the dashboards: a code, and where and when it counts.

    ``ward`` and ``theme`` are empty where there is none; ``day`` is the first of a month, or the
    day itself where that matters.
    """

    code: str
    ward: str
    theme: str
    day: date


Counted = Iterator[tuple[Figure, int]]


def figure(code: str, state: State, day: str, *, exact: bool = False) -> Figure:
    """The counter ``code`` for the ward and theme of a row, in the month of ``day``."""
    when = date.fromisoformat(day)
    ward, theme = state.get("ward") or "", state.get("theme") or ""
    return Figure(code, ward, theme, when if exact else when.replace(day=1))


def take_measures(state: State, measures: Iterable[Measure], fact: Fact) -> None:
    """Keeps the newest value of each measure, by the day for which it was recorded.

    Of one day, the later one of the same source counts. Between sources any rule will do that
    does not depend on which of them was heard first.
    """
    on, by = str(fact.event.occurred_on), told_by(fact)
    for measure in measures:
        known = state["measures"].get(measure.code)
        if known is None or (known["on"], known["by"]) < (on, by):
            state["measures"][measure.code] = {
                "value": measure.value,
                "unit": measure.unit,
                "on": on,
                "by": by,
            }


def told_by(fact: Fact) -> str:
    """An event's place among those of one day: of one source, the later one is greater."""
    return f"{fact.source}#{fact.sequence:019d}"


def earliest(known: str | None, day: date) -> str:
    """The earlier one of two days: what happened several times counts from the first."""
    return str(day) if known is None else min(known, str(day))


def latest(known: str | None, day: date) -> str:
    """The later one of two days."""
    return str(day) if known is None else max(known, str(day))


def add_in_month(state: State, day: date, minutes: int) -> None:
    """Adds minutes to those of a row in the month of ``day``."""
    month = str(day.replace(day=1))
    state["by_month"][month] = state["by_month"].get(month, 0) + minutes


def measured(state: State) -> Counted:
    """A row's measures as figures: ``measured:singers:people``."""
    for code, measure in state["measures"].items():
        counted = figure(f"measured:{code}:{measure['unit']}", state, measure["on"])
        yield counted, measure["value"]


Fold = Callable[[State, Any, Fact], None]


def counts_nothing(_: State) -> Counted:
    """For models that stand behind no figure."""
    yield from ()


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One table of ``live``: which events concern which row, and what they do to it.

    ``fields`` are the columns with what each is before anything happened.
    """

    table: str
    key: str
    fields: Mapping[str, Any]
    folds: Mapping[type[Event], Fold]
    figures: Callable[[State], Counted] = counts_nothing
    # The fields as JSON, which a row is: read anew for each, ten times as fast as a deep copy.
    blank: str = field(init=False)
    columns: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "blank", json.dumps(dict(self.fields)))
        object.__setattr__(self, "columns", (self.key, *self.fields))

    def concerned(self, batch: Iterable[Fact]) -> list[tuple[UUID, Fact]]:
        """What a batch says to the rows, each with the key of the row that it is about."""
        return [(key, fact) for fact in batch if (key := getattr(fact.event, self.key)) is not None]

    def fold(
        self, concerned: Iterable[tuple[UUID, Fact]], rows: dict[UUID, State]
    ) -> Counter[Figure]:
        """Folds that into the rows, new ones included; returns by how much which figure moves."""
        moved: Counter[Figure] = Counter()
        self._count(moved, rows.values(), -1)
        for key, fact in concerned:
            state = rows.get(key)
            if state is None:
                state = rows[key] = {self.key: str(key), **json.loads(self.blank)}
            self.folds[type(fact.event)](state, fact.event, fact)
        self._count(moved, rows.values(), +1)
        return moved

    def _count(self, moved: Counter[Figure], rows: Iterable[State], sign: int) -> None:
        for state in rows:
            for counted, amount in self.figures(state):
                moved[counted] += sign * amount
