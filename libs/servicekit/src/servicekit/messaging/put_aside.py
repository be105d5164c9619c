"""Putting aside what cannot be applied now: held events, and messages that are no events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import structlog
from civic_contracts.envelope import Envelope
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.messaging import inbox_tables as tables
from servicekit.messaging.measures import INBOX
from servicekit.messaging.ordering import Arrival, Place, Plan
from servicekit.messaging.reading import Delivery, Parked, Unreadable

log = structlog.get_logger(__name__)


class Burial(NamedTuple):
    """A message for the dead letters, and why it goes there."""

    delivery: Delivery
    why: Unreadable


def storable(words: str) -> str:
    """``words`` without what a text column cannot hold: a sender may put anything into them."""
    return words.replace("\x00", "\ufffd").encode(errors="replace").decode()


def places(arrivals: Sequence[Arrival]) -> dict[str, list[object]]:
    """The places of arrivals as the arrays that the inbox's statements take."""
    return {
        "sources": [arrival.place.source for arrival in arrivals],
        "sequences": [arrival.place.sequence for arrival in arrivals],
    }


async def hold(connection: AsyncConnection, arrivals: Sequence[Arrival]) -> None:
    """Stores arrivals among the held events; what is there already stays as it is."""
    fresh = [(arrival, arrival.received) for arrival in arrivals if arrival.received is not None]
    if not fresh:
        return
    INBOX.labels("held").inc(len(fresh))
    await connection.execute(
        tables.HOLD,
        places([arrival for arrival, _ in fresh])
        | {
            "reasons": ["parked" if isinstance(one, Parked) else "ahead" for _, one in fresh],
            "event_ids": [one.envelope.id for _, one in fresh],
            "types": [one.envelope.type for _, one in fresh],
            "bodies": [one.body for _, one in fresh],
            "digests": [arrival.digest for arrival, _ in fresh],
        },
    )


async def bury_conflicting(connection: AsyncConnection, todo: Plan) -> None:
    """Buries what stands at a place that another body has taken already."""
    repeated = todo.repeated
    if repeated:
        rows = await connection.execute(tables.APPLIED_DIGESTS, places(repeated))
        applied = {Place(row.source, row.sequence): row.digest for row in rows}
        applied |= {arrival.place: arrival.digest for arrival in todo.apply}
        todo.conflicting += [
            arrival
            for arrival in repeated
            if applied.get(arrival.place, arrival.digest) != arrival.digest
        ]
    received = [one.received for one in todo.conflicting if one.received is not None]
    await bury(connection, [_another_body(one.envelope, one.body) for one in received])


def _another_body(envelope: Envelope, body: bytes) -> Burial:
    why = Unreadable("another-body", f"{envelope.source} already has another body")
    return Burial(Delivery(body, envelope.type, str(envelope.id), None), why)


async def bury(connection: AsyncConnection, burials: Sequence[Burial]) -> None:
    """Keeps messages among the dead letters, once for each distinct body."""
    if not burials:
        return
    INBOX.labels("dead").inc(len(burials))
    for _, why in burials:
        log.warning("message.buried", reason=why.reason, detail=why.detail[:300])
    dead = [one.delivery for one in burials]
    await connection.execute(
        tables.BURY,
        {
            "reasons": [one.why.reason for one in burials],
            "details": [storable(one.why.detail)[:2000] for one in burials],
            "message_ids": [one.message_id and storable(one.message_id) for one in dead],
            "routing_keys": [storable(one.routing_key) for one in dead],
            "origins": [one.origin and storable(one.origin) for one in dead],
            "bodies": [one.body for one in dead],
            "digests": [one.digest for one in dead],
        },
    )
