"""What a batch brings: deliveries, and what is held of their subjects, as arrivals with places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from civic_contracts.envelope import Event
from civic_contracts.errors import BadEvent
from sqlalchemy import Row

from servicekit.messaging.handlers import Received
from servicekit.messaging.notices import Notices
from servicekit.messaging.ordering import Arrival, Place, Plan, stop_at
from servicekit.messaging.put_aside import Burial
from servicekit.messaging.reading import Delivery, Parked, Reader, Unreadable


def arrivals_in(
    reader: Reader, deliveries: Sequence[Delivery]
) -> tuple[list[Arrival], list[Burial], Notices]:
    """The events among deliveries, what is none, and what concerns the inbox itself."""
    arrivals, burials, notices = [], [], Notices()
    for delivery in deliveries:
        read = reader.read(delivery)
        noted = read if isinstance(read, Unreadable) else notices.take(read.envelope)
        if isinstance(noted, Unreadable):
            burials.append(Burial(delivery, noted))
        elif not isinstance(read, Unreadable) and not noted:
            arrivals.append(_arrival(read, delivery.digest))
    return arrivals, burials, notices


def held_arrival(row: Row[Any]) -> Arrival:
    """A held event as a batch finds it; it is read when its turn comes.

    Any number may wait behind one that cannot be applied: to read them with each batch would take
    longer, in the end, than the server lets a transaction wait.
    """
    place = Place(row.source, row.sequence)
    return Arrival(place, None, row.digest, held=True, waiting=row.waiting, body=row.body)


def read_turns(reader: Reader, todo: Plan) -> None:
    """Reads the held events whose turn it is; a subject stops at one that cannot be read here."""
    stops: dict[str, Place] = {}
    for at, one in enumerate(todo.apply):
        if one.held and one.place.source not in stops:
            received = _received(reader, one.body)
            todo.apply[at] = replace(one, received=received)
            if not isinstance(received, Received):
                stops[one.place.source] = one.place
    if stops:
        stop_at(todo, stops.values())


def events_of(arrivals: Sequence[Arrival]) -> list[Received[Event]]:
    """What of a plan's arrivals can be handed to handlers: parked ones never get so far."""
    return [one.received for one in arrivals if isinstance(one.received, Received)]


def _arrival(received: Received[Event] | Parked, digest: bytes) -> Arrival:
    place = Place(received.envelope.source, received.envelope.number)
    return Arrival(place, received, digest, waiting=isinstance(received, Parked))


def _received(reader: Reader, body: bytes) -> Received[Event] | Parked | None:
    """The event in a held body; None where it is none (any more): its own next attempt says so."""
    try:
        return reader.read_body(body)
    except BadEvent:
        return None
