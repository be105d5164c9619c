"""The inbox: each event's effect once, in its subject's order, in one transaction with the cursor.

A batch is applied in one transaction. Where a handler fails, it is applied around what fails, which
is stored with what follows it in its subject, and acknowledged; held events are tried again one at
a time: so one bad event holds its own subject and nothing else, and a retry is a row, not a message
that goes round.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from civic_contracts.envelope import Envelope, Event
from civic_contracts.errors import BadEvent
from sqlalchemy import TextClause
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from servicekit.crash_points import crash_point
from servicekit.database import idled_away, is_locked_out, is_of_the_database, is_temporary
from servicekit.identity.actor import system
from servicekit.messaging import inbox_tables as tables
from servicekit.messaging.arriving import arrivals_in, events_of, held_arrival, read_turns
from servicekit.messaging.failing import Failure, NoAnswer, note_failures
from servicekit.messaging.handlers import HandlerFailed, Handlers, Received
from servicekit.messaging.isolating import apply_sound, check_constraints
from servicekit.messaging.measures import count_taken
from servicekit.messaging.notices import Notices
from servicekit.messaging.opening import Opened, open_batch
from servicekit.messaging.ordering import Arrival, Place, Plan, plan, stop_at
from servicekit.messaging.put_aside import bury, bury_conflicting, hold, places
from servicekit.messaging.reading import Delivery, Parked, Reader
from servicekit.tracing import Spans
from servicekit.unit_of_work import Cause, UnitOfWork, Work

log = structlog.get_logger(__name__)

# A message that was handed out so often without an answer may be what ends the process. It is then
# tried alone, and has so many tries before a person is asked.
SUSPECT_AFTER = 2
UNANSWERED_AFTER = 3

# How long to wait before the next try to say that an attempt does not count.
TAKE_BACK_SECONDS = 0.5

# So many deliveries at a time where one of them is bad: no transaction is to last long.
AROUND = 100

Take = Callable[[Sequence[Delivery]], Awaitable[None]]


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
            await self.put_off(deliveries)
            return
        try:
            await self._apply_or_hold(self._apply_all, deliveries)
        except (HandlerFailed, DBAPIError) as error:
            if is_temporary(error):
                raise
            log.warning("batch.isolated", size=len(deliveries), cause=repr(error.__cause__))
            for first in range(0, len(deliveries), AROUND):
                part = deliveries[first : first + AROUND]
                await self._apply_or_hold(self._apply_sound, part)

    async def put_off(self, deliveries: Sequence[Delivery]) -> None:
        """Holds every event of a batch: each is tried by itself from then on.

        It raises, and has nothing done, where :meth:`take` does.
        """
        async with self.work.engine.begin() as connection:
            _, todo, notices = await self._opened(connection, deliveries)
            todo.hold += [arrival for arrival in todo.apply if not arrival.held]
            await hold(connection, todo.hold)
            await bury_conflicting(connection, todo)
            await notices.heed(connection, self.work.service, todo.hold)

    async def take_up_parked(self) -> None:
        """Has parked events tried again: this may be a newer reader than who parked them."""
        async with self.work.engine.begin() as connection:
            await connection.execute(tables.TAKE_UP_PARKED)

    async def retry_due(self) -> int:
        """Tries every held event that is next in its subject and due; returns how many applied."""
        async with self.work.engine.connect() as connection:
            sources = list((await connection.execute(tables.DUE)).scalars())
        applied = 0
        while sources:
            # In turns: what is due in one subject does not wait for all that is held of another.
            sources = [source for source in sources if await self._try_next(source)]
            applied += len(sources)
        return applied

    async def _apply_or_hold(self, apply: Take, deliveries: Sequence[Delivery]) -> None:
        """Applies deliveries, or holds all where a handler had the server wait for too long."""
        began = time.monotonic()
        try:
            await apply(deliveries)
        except DBAPIError as error:
            if not idled_away(error, began):
                raise
            log.warning("batch.idled_away", size=len(deliveries))
            await self.put_off(deliveries)

    async def _apply_all(self, deliveries: Sequence[Delivery]) -> None:
        async with self.work.engine.begin() as connection:
            opened, todo, notices = await self._opened(connection, deliveries)
            await self._run_handlers(connection, opened, events_of(todo.apply))
            await self._settle(connection, todo)
            await hold(connection, todo.hold)
            await notices.heed(connection, self.work.service, todo.hold)
        count_taken(todo)

    async def _apply_sound(self, deliveries: Sequence[Delivery]) -> None:
        """As ``_apply_all``, but around what fails."""
        async with self.work.engine.begin() as connection:
            opened, todo, notices = await self._opened(connection, deliveries)

            async def apply(stretch: Sequence[Arrival]) -> None:
                async with connection.begin_nested():
                    await self._run_and_check(connection, opened, events_of(stretch))

            failures = await apply_sound(todo.apply, apply)
            stop_at(todo, [failure.place for failure in failures])
            await self._settle(connection, todo)
            await hold(connection, todo.hold)
            await note_failures(connection, failures)
            await notices.heed(connection, self.work.service, todo.hold)
        count_taken(todo)

    async def _opened(
        self, connection: AsyncConnection, deliveries: Sequence[Delivery]
    ) -> tuple[Opened | None, Plan, Notices]:
        """What is to be done about a batch; it is not opened where nothing in it is an event."""
        arrivals, burials, notices = arrivals_in(self.reader, deliveries)
        await bury(connection, burials)
        if not arrivals:
            return None, Plan(), notices
        opened = await open_batch(connection, [arrival.place for arrival in arrivals])
        todo = plan(arrivals, map(held_arrival, opened.held), opened.cursors)
        read_turns(self.reader, todo)
        return opened, todo, notices

    async def _run_handlers(
        self, connection: AsyncConnection, opened: Opened | None, batch: Sequence[Received[Event]]
    ) -> None:
        if opened is None or not batch:
            return
        spans = Spans()

        def unit_for(envelope: Envelope) -> UnitOfWork:
            own = spans.begin_applying(envelope, self.work.service)
            return UnitOfWork(
                service=self.work.service,
                connection=connection,
                now=opened.clock,
                recorded_at=opened.recorded_at,
                actor=system(self.work.service),
                cause=Cause.of(envelope, own),
                council=self.work.council,
            )

        try:
            with spans:
                await self.handlers.apply(batch, unit_for)
        except HandlerFailed as failure:
            if failure.__cause__ is not None and is_of_the_database(failure.__cause__):
                raise failure.__cause__ from None
            raise

    async def _run_and_check(
        self, connection: AsyncConnection, opened: Opened | None, batch: Sequence[Received[Event]]
    ) -> None:
        """Runs handlers where one is to blame: also for what only COMMIT would refuse."""
        await self._run_handlers(connection, opened, batch)
        await check_constraints(connection)

    async def _settle(self, connection: AsyncConnection, todo: Plan) -> None:
        """The bookkeeping of what was applied: cursors, digests, held rows that are done with."""
        await bury_conflicting(connection, todo)
        if not todo.apply:
            return
        crash_point("S9")
        done = places(todo.apply)
        settled = {
            "moved_sources": list(todo.cursors),
            "moved_sequences": list(todo.cursors.values()),
            "digests": [arrival.digest for arrival in todo.apply],
        }
        await connection.execute(tables.SETTLE, done | settled)
        if any(arrival.held for arrival in todo.apply):
            await connection.execute(tables.RELEASE, done)

    async def _try_next(self, source: str) -> bool:
        async with self.work.engine.begin() as connection:
            row = (await connection.execute(tables.ATTEMPT, {"source": source})).one_or_none()
        if row is None:
            return False
        place = Place(source, row.sequence)
        if row.unanswered > UNANSWERED_AFTER:
            # Every attempt was counted and none came back: the event ends whoever tries it.
            ended = NoAnswer(f"ended its process {UNANSWERED_AFTER} times")
            await self._note_failure(Failure(place, ended, row.attempts))
            return False
        began = time.monotonic()
        try:
            return await self._apply_held(place)
        except HandlerFailed as failure:
            await self._note_failure(Failure(place, failure.__cause__, row.attempts))
            return False
        except Exception as error:
            if idled_away(error, began):
                await self._note_failure(Failure(place, error, row.attempts))
                return False
            if is_locked_out(error):
                log.warning("event.locked_out", source=source, sequence=place.sequence)
                await self._take_back(place, tables.LOCKED_OUT)
                return False
            if is_temporary(error):
                await self._take_back(place)
            raise

    async def _take_back(self, place: Place, how: TextClause = tables.NOT_COUNTED) -> None:
        """Has an attempt not counted: it was the database that could not, not the event.

        Waits for the database where it is away, as there is nothing to try without it.
        """
        while True:
            try:
                async with self.work.engine.begin() as connection:
                    await connection.execute(how, place._asdict())
            except Exception as error:
                if not is_temporary(error):
                    raise
                await asyncio.sleep(TAKE_BACK_SECONDS)
            else:
                return

    async def _apply_held(self, place: Place) -> bool:
        async with self.work.engine.begin() as connection:
            opened = await open_batch(connection, [place], reach=0)
            row = next((row for row in opened.held if row.sequence == place.sequence), None)
            if row is None or opened.cursors[place.source] != place.sequence - 1:
                return False
            received = self._read_held(row.body)
            if isinstance(received, Parked):
                await connection.execute(tables.PARK, place._asdict())
                return False
            await self._run_and_check(connection, opened, [received])
            arrival = Arrival(place, received, row.digest, held=True)
            todo = Plan(apply=[arrival], cursors={place.source: place.sequence})
            await self._settle(connection, todo)
        count_taken(todo)
        return True

    def _read_held(self, body: bytes) -> Received[Event] | Parked:
        try:
            return self.reader.read_body(body)
        except BadEvent as error:
            raise HandlerFailed from error

    async def _note_failure(self, failure: Failure) -> None:
        async with self.work.engine.begin() as connection:
            await note_failures(connection, [failure])
