"""The inbox: each event's effect once, in its subject's order, in one transaction with the cursor.

A batch is applied in one transaction. Where a handler fails, the batch is stored as held events
and acknowledged, and the held events are then tried one at a time: so one bad event holds its own
subject and nothing else, and a retry is a row, not a message that goes round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from civic_contracts.envelope import Envelope, Event
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.database import clock, is_passing, is_unavailable
from servicekit.errors import UnknownReference
from servicekit.identity.actor import system
from servicekit.messaging import inbox_tables as tables
from servicekit.messaging.handlers import Handlers, Received
from servicekit.messaging.measures import INBOX
from servicekit.messaging.ordering import Arrival, Place, Plan, plan
from servicekit.messaging.reading import Delivery, Parked, Reader, Unreadable
from servicekit.unit_of_work import Cause, UnitOfWork, Work

log = structlog.get_logger(__name__)

# After so many failed attempts an event waits for a person; an unknown reference may still come.
POISON_AFTER = 8
UNKNOWN_REFERENCE_AFTER = 200

# A message that was handed out so often without an answer may be what ends the process.
SUSPECT_AFTER = 3


class HandlerFailed(Exception):
    """A handler raised; the batch is to be taken one event at a time."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """Takes deliveries and returns once everything about them is committed."""

    work: Work
    reader: Reader
    handlers: Handlers

    async def take(self, deliveries: Sequence[Delivery]) -> None:
        """Applies, holds, buries or recognises as a repeat every delivery of a batch.

        When it returns, all of it is committed and the batch may be acknowledged. It raises only
        where the database is away; the batch is then to be given again.
        """
        if any(delivery.times_before >= SUSPECT_AFTER for delivery in deliveries):
            await self._hold_all(deliveries)
            return
        try:
            await self._apply_all(deliveries)
        except HandlerFailed as failure:
            log.warning("batch.isolated", size=len(deliveries), cause=repr(failure.__cause__))
            await self._hold_all(deliveries)

    async def take_up_parked(self) -> None:
        """Has parked events tried again; for a process that starts, and may be a newer reader."""
        async with self.work.engine.begin() as connection:
            await connection.execute(tables.TAKE_UP_PARKED)

    async def retry_due(self) -> int:
        """Tries every held event that is next in its subject and due; returns how many applied."""
        async with self.work.engine.connect() as connection:
            sources = (await connection.execute(tables.DUE)).scalars().all()
        applied = 0
        for source in sources:
            while await self._try_next(source):
                applied += 1
        return applied

    async def _apply_all(self, deliveries: Sequence[Delivery]) -> None:
        async with self.work.engine.begin() as connection:
            arrivals = await self._readable(connection, deliveries)
            todo = await self._plan(connection, arrivals)
            await self._run_handlers(connection, _events(todo.apply))
            await self._settle(connection, todo)
            await _hold(connection, todo.hold)
        _count(todo)

    async def _hold_all(self, deliveries: Sequence[Delivery]) -> None:
        async with self.work.engine.begin() as connection:
            arrivals = await self._readable(connection, deliveries)
            todo = await self._plan(connection, arrivals)
            fresh = [arrival for arrival in todo.apply if not arrival.held]
            await _hold(connection, [*fresh, *todo.hold])
            await _bury_conflicting(connection, todo)

    async def _readable(
        self, connection: AsyncConnection, deliveries: Sequence[Delivery]
    ) -> list[Arrival]:
        arrivals = []
        for delivery in deliveries:
            read = self.reader.read(delivery)
            if isinstance(read, Unreadable):
                await _bury(connection, delivery, read)
            else:
                arrivals.append(_arrival(read, delivery.digest))
        return arrivals

    async def _plan(self, connection: AsyncConnection, arrivals: Sequence[Arrival]) -> Plan:
        sources = sorted({arrival.place.source for arrival in arrivals})
        await connection.execute(tables.NEW_CURSORS, {"sources": sources})
        rows = await connection.execute(tables.LOCK_CURSORS, {"sources": sources})
        cursors = {row.source: row.sequence for row in rows}
        held = await connection.execute(tables.HELD_OF, {"sources": sources})
        return plan(arrivals, [self._held_arrival(row) for row in held], cursors)

    def _held_arrival(self, row: Row[Any]) -> Arrival:
        place = Place(row.source, row.sequence)
        received = self.reader.read_body(row.body)
        waiting = row.waiting or isinstance(received, Parked)
        return Arrival(place, received, row.digest, held=True, waiting=waiting)

    async def _run_handlers(
        self, connection: AsyncConnection, batch: Sequence[Received[Event]]
    ) -> None:
        if not batch:
            return
        recorded_at, now = await clock(connection)

        def unit_for(envelope: Envelope) -> UnitOfWork:
            return UnitOfWork(
                service=self.work.service,
                connection=connection,
                now=now,
                recorded_at=recorded_at,
                actor=system(self.work.service),
                cause=Cause.of(envelope),
                council=self.work.council,
            )

        try:
            await self.handlers.apply(batch, unit_for)
        except Exception as error:
            if is_unavailable(error) or is_passing(error):
                raise
            raise HandlerFailed from error

    async def _settle(self, connection: AsyncConnection, todo: Plan) -> None:
        """The bookkeeping of what was applied: cursors, digests, held rows that are done with."""
        await _bury_conflicting(connection, todo)
        if not todo.apply:
            return
        places = _places(todo.apply)
        await connection.execute(
            tables.MOVE_CURSORS,
            {"sources": list(todo.cursors), "sequences": list(todo.cursors.values())},
        )
        digests = {"digests": [arrival.digest for arrival in todo.apply]}
        await connection.execute(tables.NOTE_DIGESTS, places | digests)
        if any(arrival.held for arrival in todo.apply):
            await connection.execute(tables.RELEASE, places)

    async def _try_next(self, source: str) -> bool:
        async with self.work.engine.begin() as connection:
            row = (await connection.execute(tables.ATTEMPT, {"source": source})).one_or_none()
        if row is None:
            return False
        try:
            return await self._apply_held(source, row.sequence)
        except HandlerFailed as failure:
            await self._note_failure(source, row.sequence, row.attempts, failure.__cause__)
            return False

    async def _apply_held(self, source: str, sequence: int) -> bool:
        async with self.work.engine.begin() as connection:
            rows = await connection.execute(tables.LOCK_CURSORS, {"sources": [source]})
            if rows.one().sequence != sequence - 1:
                return False
            held = await connection.execute(tables.HELD_OF, {"sources": [source]})
            row = next((row for row in held if row.sequence == sequence), None)
            if row is None:
                return False
            arrival = self._held_arrival(row)
            if isinstance(arrival.received, Parked):
                await connection.execute(tables.PARK, {"source": source, "sequence": sequence})
                return False
            await self._run_handlers(connection, [arrival.received])
            todo = Plan(apply=[arrival], cursors={source: sequence})
            await self._settle(connection, todo)
        _count(todo)
        return True

    async def _note_failure(
        self, source: str, sequence: int, attempts: int, error: BaseException | None
    ) -> None:
        missing = isinstance(error, UnknownReference)
        limit = UNKNOWN_REFERENCE_AFTER if missing else POISON_AFTER
        poison = attempts >= limit
        reason = "poison" if poison else "unknown-reference" if missing else "failed"
        detail = f"{type(error).__name__}: {error}"[:2000]
        log.warning("event.held", source=source, sequence=sequence, reason=reason, detail=detail)
        async with self.work.engine.begin() as connection:
            await connection.execute(
                tables.FAILED,
                {
                    "source": source,
                    "sequence": sequence,
                    "reason": reason,
                    "detail": detail,
                    "poison": poison,
                },
            )


def _arrival(received: Received[Event] | Parked, digest: bytes) -> Arrival:
    place = Place(received.envelope.source, received.envelope.number)
    return Arrival(place, received, digest, waiting=isinstance(received, Parked))


def _events(arrivals: Sequence[Arrival]) -> list[Received[Event]]:
    """What of a plan's arrivals can be handed to handlers: parked ones never get so far."""
    return [one.received for one in arrivals if isinstance(one.received, Received)]


def _places(arrivals: Sequence[Arrival]) -> dict[str, list[object]]:
    return {
        "sources": [arrival.place.source for arrival in arrivals],
        "sequences": [arrival.place.sequence for arrival in arrivals],
    }


async def _hold(connection: AsyncConnection, arrivals: Sequence[Arrival]) -> None:
    if not arrivals:
        return
    INBOX.labels("held").inc(len(arrivals))
    parked = [isinstance(arrival.received, Parked) for arrival in arrivals]
    await connection.execute(
        tables.HOLD,
        _places(arrivals)
        | {
            "reasons": ["parked" if one else "ahead" for one in parked],
            "event_ids": [arrival.received.envelope.id for arrival in arrivals],
            "types": [arrival.received.envelope.type for arrival in arrivals],
            "bodies": [arrival.received.body for arrival in arrivals],
            "digests": [arrival.digest for arrival in arrivals],
        },
    )


async def _bury_conflicting(connection: AsyncConnection, todo: Plan) -> None:
    """Buries what stands at a place that another body has taken already."""
    repeated = todo.repeated
    if repeated:
        rows = await connection.execute(tables.APPLIED_DIGESTS, _places(repeated))
        applied = {Place(row.source, row.sequence): row.digest for row in rows}
        applied |= {arrival.place: arrival.digest for arrival in todo.apply}
        todo.conflicting += [
            arrival
            for arrival in repeated
            if applied.get(arrival.place, arrival.digest) != arrival.digest
        ]
    for arrival in todo.conflicting:
        envelope = arrival.received.envelope
        why = Unreadable("another-body", f"{arrival.place.source} already has another body")
        delivery = Delivery(arrival.received.body, envelope.type, str(envelope.id), None)
        await _bury(connection, delivery, why)


async def _bury(connection: AsyncConnection, delivery: Delivery, why: Unreadable) -> None:
    INBOX.labels("dead").inc()
    log.warning("message.buried", reason=why.reason, detail=why.detail[:300])
    await connection.execute(
        tables.BURY,
        {
            "reason": why.reason,
            "detail": why.detail[:2000],
            "message_id": delivery.message_id,
            "routing_key": delivery.routing_key,
            "origin": delivery.origin,
            "body": delivery.body,
            "digest": delivery.digest,
        },
    )


def _count(todo: Plan) -> None:
    INBOX.labels("applied").inc(len(todo.apply))
    INBOX.labels("repeated").inc(len(todo.repeated))
