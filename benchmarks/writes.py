"""The same three writes for every consumer that is compared: place, log entry, projection.

Ours takes them for a batch, the reference for one event; what stands in the database afterwards
is the same, and is checked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import asyncpg
from civic_contracts.envelope import Event
from servicekit import Handlers, Received, UnitOfWork
from sqlalchemy import text

TABLES = """
    CREATE TABLE known (source text, sequence bigint, PRIMARY KEY (source, sequence));
    CREATE TABLE entries (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        source text NOT NULL, sequence bigint NOT NULL, type text NOT NULL,
        occurred_on date NOT NULL
    );
    CREATE TABLE subjects (source text PRIMARY KEY, events bigint NOT NULL, latest date NOT NULL);
"""
EMPTY = """
    TRUNCATE known, entries, subjects, kit.inbox_cursors, kit.inbox_digests, kit.inbox_held,
        kit.dead_letters
"""
EVENTS = "SELECT coalesce(sum(events), 0)::bigint FROM subjects"
ENTRIES = "SELECT count(*) FROM entries"

LOG = text("""
    INSERT INTO entries (source, sequence, type, occurred_on) SELECT * FROM unnest(
        cast(:sources AS text[]), cast(:sequences AS bigint[]), cast(:types AS text[]),
        cast(:days AS date[]))
""")
COUNT = text("""
    INSERT INTO subjects AS known (source, events, latest) SELECT * FROM unnest(
        cast(:sources AS text[]), cast(:events AS bigint[]), cast(:days AS date[]))
    ON CONFLICT (source) DO UPDATE SET events = known.events + excluded.events,
        latest = greatest(known.latest, excluded.latest)
""")

HANDLERS = Handlers()


@HANDLERS.on_batch()
async def log_and_count(uow: UnitOfWork, batch: Sequence[Received[Event]]) -> None:
    """A batch's log entries and what they come to for each subject."""
    sources = [received.envelope.source for received in batch]
    days = [received.event.occurred_on for received in batch]
    await uow.connection.execute(
        LOG,
        {
            "sources": sources,
            "sequences": [received.envelope.number for received in batch],
            "types": [received.envelope.type for received in batch],
            "days": days,
        },
    )
    latest = dict(sorted(zip(sources, days, strict=True)))
    counted = Counter(sources)
    subjects = {
        "sources": list(counted),
        "events": list(counted.values()),
        "days": [latest[source] for source in counted],
    }
    await uow.connection.execute(COUNT, subjects)


async def assert_once(database: asyncpg.Connection, events: int) -> None:
    """Every event has had its effect, and none has had it twice."""
    assert await database.fetchval(ENTRIES) == events
    assert await database.fetchval(EVENTS) == events
