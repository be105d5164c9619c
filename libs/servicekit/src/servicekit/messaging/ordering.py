"""Restoring order: the broker delivers at least once and in any order, subjects have one order.

Pure functions over what is known of the subjects in a batch; no I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from civic_contracts.envelope import Event

    from servicekit.messaging.handlers import Received
    from servicekit.messaging.reading import Parked


class Place(NamedTuple):
    """A subject's address and a place in its sequence."""

    source: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event with its place; ``held`` when it comes from the held events' table.

    ``waiting`` marks one that must not be applied now: its time to be tried again has not come,
    or this reader cannot read it. It and what follows it in its subject are held. ``received`` is
    None for a held one that was not read: it has its ``body``.
    """

    place: Place
    received: Received[Event] | Parked | None
    digest: bytes
    held: bool = False
    waiting: bool = False
    body: bytes = b""


@dataclass(slots=True)
class Plan:
    """What is to happen to a batch: each arrival stands in exactly one of the lists."""

    apply: list[Arrival] = field(default_factory=list)
    hold: list[Arrival] = field(default_factory=list)
    repeated: list[Arrival] = field(default_factory=list)
    conflicting: list[Arrival] = field(default_factory=list)
    cursors: dict[str, int] = field(default_factory=dict)


def plan(arrivals: Sequence[Arrival], held: Iterable[Arrival], cursors: Mapping[str, int]) -> Plan:
    """Sorts a batch by what each subject has had so far.

    ``cursors`` holds the last applied sequence of every subject in the batch. An arrival at or
    below it is a repeat; the next one is applied, and everything that then follows without a
    gap; the rest is held. Arrivals of different subjects keep the order in which they came.
    """
    result = Plan(cursors=dict(cursors))
    known = {arrival.place: arrival for arrival in held}
    for arrival in arrivals:
        other = known.get(arrival.place)
        if other is not None and other.digest != arrival.digest:
            result.conflicting.append(arrival)
        elif other is not None or arrival.place.sequence <= result.cursors[arrival.place.source]:
            result.repeated.append(arrival)
        else:
            known[arrival.place] = arrival
        _advance(arrival.place.source, known, result)
    applied = {arrival.place for arrival in result.apply}
    result.hold = [
        arrival for place, arrival in known.items() if not arrival.held and place not in applied
    ]
    return result


def stop_at(todo: Plan, failed: Iterable[Place]) -> None:
    """Has subjects stop before an event that could not be applied: it and what follows is held."""
    stops = {place.source: place.sequence for place in failed}
    applied: list[Arrival] = []
    stopped: list[Arrival] = []
    for one in todo.apply:
        reached = one.place.sequence >= stops.get(one.place.source, one.place.sequence + 1)
        (stopped if reached else applied).append(one)
    todo.apply = applied
    todo.hold += [one for one in stopped if not one.held]
    todo.cursors |= {source: sequence - 1 for source, sequence in stops.items()}


def _advance(source: str, known: Mapping[Place, Arrival], result: Plan) -> None:
    """Applies what follows the subject's cursor, as far as it is here and may be tried."""
    while True:
        following = known.get(Place(source, result.cursors[source] + 1))
        if following is None or following.waiting:
            return
        result.apply.append(following)
        result.cursors[source] += 1
