"""Events of the example as its producer tells them, without a producer: and what came of them."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import asyncpg
from civic_contracts.envelope import Envelope
from civic_contracts.naming import schema_of, source_of
from harness.asking import ask, ask_rows
from harness.fault_table import Breach
from harness.publishing import Message, publish

if TYPE_CHECKING:
    from harness.example_world import ExampleWorld

TYPE = "civic.ideas.note.written.v1"
KEY = "ideas.note.written.v1"
TIME = datetime(2010, 3, 21, tzinfo=UTC)

# An effect is a row of `heard` with the event's own place and weight; nothing there is unique.
COMPARED = """
    SELECT count(*) FILTER (WHERE effects.times IS NULL) AS lost,
        coalesce(sum(effects.times - 1) FILTER (WHERE told.note_id IS NOT NULL), 0) AS doubled,
        count(*) FILTER (WHERE told.note_id IS NULL) AS unheard_of
    FROM told FULL JOIN (
        SELECT note_id, sequence, weight, count(*) AS times FROM heard GROUP BY 1, 2, 3
    ) AS effects USING (note_id, sequence, weight)
"""
OUT_OF_ORDER = """
    SELECT count(*) FROM (
        SELECT sequence, lag(sequence) OVER (PARTITION BY note_id ORDER BY position) AS before
        FROM heard) AS each WHERE sequence <= before
"""
SAID = """
    INSERT INTO kit.outbox (event_id, source, sequence, type, body, published_at)
    SELECT *, now() FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::bytea[])
"""


class Event(NamedTuple):
    """A note was written on: its place among the note's events, and a weight to count by."""

    note_id: UUID
    sequence: int
    weight: int

    @property
    def source(self) -> str:
        """The note's address."""
        return source_of("ideas", "note", self.note_id)

    @property
    def event_id(self) -> UUID:
        """An id of its own, always the same."""
        return UUID(int=self.note_id.int ^ self.sequence)

    def message(self) -> Message:
        """The event as its producer's relay would publish it."""
        envelope = Envelope(
            specversion="1.0",
            id=self.event_id,
            source=self.source,
            type=TYPE,
            subject=str(self.note_id),
            time=TIME,
            dataschema=schema_of(TYPE),
            sequence=f"{self.sequence:019d}",
            correlationid=self.note_id,
            data={
                "occurred_on": "2010-03-21",
                "note_id": str(self.note_id),
                "weight": self.weight,
            },
        )
        return Message(envelope.to_json(), KEY, str(self.event_id))


class Telling:
    """Makes events up, in order for each note, and knows them all."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.told: list[Event] = []
        self._last: dict[UUID, int] = defaultdict(int)

    def note(self) -> UUID:
        """A note that nobody has written on."""
        return UUID(int=self.chance.getrandbits(128), version=4)

    def event(self, note_id: UUID, weight: int | None = None) -> Event:
        """The next event of a note, of a random weight from 1 to 9 if none is given."""
        self._last[note_id] += 1
        drawn = self.chance.randint(1, 9) if weight is None else weight
        event = Event(note_id, self._last[note_id], drawn)
        self.told.append(event)
        return event

    def events(self, count: int, *, notes: int) -> list[Event]:
        """``count`` events of ``notes`` new notes, the notes mixed, each note's in order."""
        some = [self.note() for _ in range(notes)]
        return [self.event(some[number % notes]) for number in range(count)]

    async def compared(self, database: str) -> Iterator[Breach]:
        """What of all that was told has no effect, several, or one out of turn."""
        connection = await asyncpg.connect(database)
        try:
            await connection.execute(
                "CREATE TEMP TABLE told (note_id uuid, sequence bigint, weight bigint)"
            )
            await connection.copy_records_to_table("told", records=self.told)
            (row,) = await connection.fetch(COMPARED)
            turns = await connection.fetchval(OUT_OF_ORDER)
        finally:
            await connection.close()
        return _breaches(row["lost"], int(row["doubled"]), row["unheard_of"], turns)


def _breaches(lost: int, doubled: int, unheard_of: int, turns: int) -> Iterator[Breach]:
    if lost or doubled or unheard_of:
        words = f"{lost} without effect, {doubled} repeated, {unheard_of} that nobody told"
        yield Breach("effects-once", words, lost, doubled + unheard_of)
    if turns:
        yield Breach("effects-in-order", f"{turns} out of turn")


async def said(database: str, events: Sequence[Event]) -> None:
    """Puts events into a producer's outbox as published: it can tell them again."""
    await ask_rows(
        database,
        SAID,
        [event.event_id for event in events],
        [event.source for event in events],
        [event.sequence for event in events],
        [TYPE] * len(events),
        [event.message().body for event in events],
    )


async def heard(database: str, count: int, within: float, of: Sequence[UUID] = ()) -> float:
    """Seconds until so many effects are there, of certain notes only if any are given.

    ``TimeoutError`` says how many there were.
    """
    query = "SELECT count(*) FROM heard WHERE cardinality($1::uuid[]) = 0 OR note_id = ANY($1)"
    began = time.monotonic()
    while (found := await ask(database, query, list(of))) < count:
        if time.monotonic() - began > within:
            raise TimeoutError(f"{found:,} of {count:,} effects after {within:g} s")
        await asyncio.sleep(0.1)
    return time.monotonic() - began


async def tell(
    world: ExampleWorld, telling: Telling, messages: Iterable[Message], within: float = 600
) -> float:
    """Publishes messages and one more event; seconds until that one has its effect.

    A queue is read in order: whatever came before has then been taken, whatever became of it.
    """
    last = telling.event(telling.note())
    began = time.monotonic()
    await publish(world.vhost.url("ideas"), [*messages, last.message()])
    await heard(world.databases["hearing"].plain, 1, within, of=[last.note_id])
    return time.monotonic() - began
