"""The invariants of the example world, in SQL, against what the driver wrote down.

Each check has a name; each is shown to fail on a planted row in ``test_invariants.py``, and on a
planted defect in the kit in ``planted_defects.py``. A query returns one row per breach: a subject,
words, and how much was lost or doubled.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import asyncpg
from harness.fault_table import Breach

MOST = 5  # breaches of one check that are told one by one

# What the driver wrote down, beside the tables that must amount to it.
ANSWERED = """
    CREATE TEMP TABLE answered (key text, note uuid, weight bigint, times integer);
    CREATE TEMP VIEW asked AS
        SELECT note AS id, count(*) AS times, sum(weight) AS weight FROM answered GROUP BY note
"""

# A command is counted by the note's own row, never in a table of the kit.
COMMANDS_STORED = """
    SELECT coalesce(asked.id, notes.id)::text AS subject,
        format('%s answered, %s stored, weights %s and %s',
            asked.times, notes.times, asked.weight, notes.weight) AS detail,
        greatest(coalesce(asked.times, 0) - coalesce(notes.times, 0), 0) AS lost,
        greatest(coalesce(notes.times, 0) - coalesce(asked.times, 0), 0) AS doubled
    FROM asked FULL JOIN notes USING (id)
    WHERE (asked.times, asked.weight) IS DISTINCT FROM (notes.times::bigint, notes.weight::numeric)
"""

# The answer to the n-th command on a note said n: none was told what another was told.
ANSWERS_DIFFER = """
    SELECT note::text AS subject, format('%s answers said %s', count(*), times) AS detail,
        0 AS lost, count(*) - 1 AS doubled
    FROM answered GROUP BY note, times HAVING count(*) > 1
"""

EVENTS_STORED = """
    WITH said AS (
        SELECT right(source, 36)::uuid AS id, count(*) AS times, min(sequence) AS first,
            max(sequence) AS last, count(DISTINCT sequence) AS places
        FROM kit.outbox WHERE source LIKE '/civic/ideas/note/%' GROUP BY source)
    SELECT coalesce(notes.id, said.id)::text AS subject,
        format('%s stored, %s events', notes.times, said.times) AS detail,
        greatest(coalesce(notes.times, 0) - coalesce(said.times, 0), 0) AS lost,
        greatest(coalesce(said.times, 0) - coalesce(notes.times, 0), 0) AS doubled
    FROM notes FULL JOIN said USING (id)
    WHERE notes.times::bigint IS DISTINCT FROM said.times
"""

SEQUENCES_CONTIGUOUS = """
    SELECT source AS subject,
        format('%s events from %s to %s', count(*), min(sequence), max(sequence)) AS detail,
        0 AS lost, 0 AS doubled
    FROM kit.outbox GROUP BY source
    HAVING min(sequence) <> 1 OR max(sequence) <> count(*)
        OR count(DISTINCT sequence) <> count(*)
        OR array_agg(sequence ORDER BY position) <> array_agg(sequence ORDER BY sequence)
"""

ALL_PUBLISHED = """
    SELECT source AS subject, 'never published' AS detail, 0 AS lost, 0 AS doubled
    FROM kit.outbox WHERE published_at IS NULL
"""

KEYS_ANSWERED = """
    SELECT coalesce(answered.key, kept.key) AS subject,
        format('written down: %s, kept with an answer: %s',
            answered.key IS NOT NULL, kept.status IS NOT NULL) AS detail, 0 AS lost, 0 AS doubled
    FROM answered FULL JOIN kit.idempotency AS kept USING (key)
    WHERE answered.key IS NULL OR kept.status IS NULL
"""

EFFECTS_ONCE = """
    WITH effects AS (
        SELECT note_id AS id, count(*) AS times, sum(weight) AS weight FROM heard GROUP BY note_id)
    SELECT coalesce(asked.id, effects.id)::text AS subject,
        format('%s answered, %s effects, weights %s and %s',
            asked.times, effects.times, asked.weight, effects.weight) AS detail,
        greatest(coalesce(asked.times, 0) - coalesce(effects.times, 0), 0) AS lost,
        greatest(coalesce(effects.times, 0) - coalesce(asked.times, 0), 0) AS doubled
    FROM asked FULL JOIN effects USING (id)
    WHERE (asked.times, asked.weight) IS DISTINCT FROM (effects.times, effects.weight)
"""

EFFECTS_IN_ORDER = """
    SELECT note_id::text AS subject,
        format('applied in the order %s', array_agg(sequence ORDER BY position)) AS detail,
        0 AS lost, 0 AS doubled
    FROM heard GROUP BY note_id
    HAVING array_agg(sequence ORDER BY position) <> array_agg(sequence ORDER BY sequence)
"""

INBOX_COMPLETE = """
    SELECT coalesce(asked.id::text, cursor.source) AS subject,
        format('%s answered, cursor at %s', asked.times, cursor.sequence) AS detail,
        0 AS lost, 0 AS doubled
    FROM asked FULL JOIN kit.inbox_cursors AS cursor
        ON cursor.source = '/civic/ideas/note/' || asked.id
    WHERE asked.times IS DISTINCT FROM cursor.sequence
    UNION ALL
    SELECT source, format('%s is still held: %s %s', sequence, reason, detail), 0, 0
    FROM kit.inbox_held
"""

NOTHING_DEAD = """
    SELECT coalesce(message_id, '') AS subject, reason || ' ' || detail AS detail,
        0 AS lost, 0 AS doubled
    FROM kit.dead_letters
"""

OF_THE_WRITER: Mapping[str, str] = {
    "commands-stored": COMMANDS_STORED,
    "answers-differ": ANSWERS_DIFFER,
    "events-stored": EVENTS_STORED,
    "sequences-contiguous": SEQUENCES_CONTIGUOUS,
    "all-published": ALL_PUBLISHED,
    "keys-answered": KEYS_ANSWERED,
}
OF_THE_HEARER: Mapping[str, str] = {
    "effects-once": EFFECTS_ONCE,
    "effects-in-order": EFFECTS_IN_ORDER,
    "inbox-complete": INBOX_COMPLETE,
    "nothing-dead": NOTHING_DEAD,
}


async def breaches(writer: str, hearer: str, answered: Path) -> list[Breach]:
    """Every broken invariant of a settled example world (addresses as asyncpg takes them)."""
    found = await check_database(writer, OF_THE_WRITER, answered)
    return found + await check_database(hearer, OF_THE_HEARER, answered)


async def check_database(address: str, checks: Mapping[str, str], answered: Path) -> list[Breach]:
    """What some checks find in one database, beside the driver's file."""
    connection = await asyncpg.connect(address)
    try:
        await load_answered(connection, answered)
        found: list[Breach] = []
        for check, query in checks.items():
            found += _told(check, await connection.fetch(query))
        return found
    finally:
        await connection.close()


async def load_answered(connection: asyncpg.Connection, answered: Path) -> None:
    """Puts the driver's file into temporary tables."""
    await connection.execute(ANSWERED)
    records = await asyncio.to_thread(_records, answered)
    await connection.copy_records_to_table("answered", records=records)


def _records(answered: Path) -> list[tuple[str, str, int, int]]:
    lines = map(json.loads, answered.read_text(encoding="utf-8").splitlines())
    return [
        (one["key"], one["note"], one["weight"], json.loads(one["answer"])["times"])
        for one in lines
    ]


def _told(check: str, rows: list[asyncpg.Record]) -> list[Breach]:
    """The first few breaches of a check one by one, the rest as one."""
    found = [Breach(check, f"{row[0]}: {row[1]}", row[2], row[3]) for row in rows[:MOST]]
    rest = rows[MOST:]
    if rest:
        lost, doubled = sum(row[2] for row in rest), sum(row[3] for row in rest)
        found.append(Breach(check, f"and {len(rest)} more", lost, doubled))
    return found
