"""Putting aside what cannot be applied now: held events, and messages that are no events."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.messaging import inbox_tables as tables
from servicekit.messaging.measures import INBOX
from servicekit.messaging.ordering import Arrival, Place, Plan
from servicekit.messaging.reading import Delivery, Parked, Unreadable

log = structlog.get_logger(__name__)


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
    for arrival in todo.conflicting:
        if arrival.received is None:
            continue
        envelope = arrival.received.envelope
        why = Unreadable("another-body", f"{arrival.place.source} already has another body")
        delivery = Delivery(arrival.received.body, envelope.type, str(envelope.id), None)
        await bury(connection, delivery, why)


async def bury(connection: AsyncConnection, delivery: Delivery, why: Unreadable) -> None:
    """Keeps a message among the dead letters, once for each distinct body."""
    INBOX.labels("dead").inc()
    log.warning("message.buried", reason=why.reason, detail=why.detail[:300])
    await connection.execute(
        tables.BURY,
        {
            "reason": why.reason,
            "detail": storable(why.detail)[:2000],
            "message_id": delivery.message_id and storable(delivery.message_id),
            "routing_key": storable(delivery.routing_key),
            "origin": delivery.origin and storable(delivery.origin),
            "body": delivery.body,
            "digest": delivery.digest,
        },
    )
