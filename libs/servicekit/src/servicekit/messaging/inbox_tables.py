"""The inbox's statements: cursors, digests of what was applied, held events, dead letters.

Every statement takes arrays, so that a batch costs as many round trips as a single event.
"""

from __future__ import annotations

from sqlalchemy import text

OPEN = text("""
    SELECT * FROM kit.open_batch(cast(:subjects AS text[]),
        cast(:sources AS text[]), cast(:sequences AS bigint[]), :reach)
""")

# The cursors and what was applied, in one round trip: every batch ends with it.
SETTLE = text("""
    WITH moved AS (
        UPDATE kit.inbox_cursors AS cursor SET sequence = moved.sequence
        FROM unnest(cast(:moved_sources AS text[]), cast(:moved_sequences AS bigint[]))
            AS moved (source, sequence)
        WHERE cursor.source = moved.source
    )
    INSERT INTO kit.inbox_digests (source, sequence, digest)
    SELECT * FROM unnest(
        cast(:sources AS text[]), cast(:sequences AS bigint[]), cast(:digests AS bytea[]))
""")

APPLIED_DIGESTS = text("""
    SELECT source, sequence, digest FROM kit.inbox_digests
    WHERE (source, sequence) IN (
        SELECT * FROM unnest(cast(:sources AS text[]), cast(:sequences AS bigint[])))
""")

HOLD = text("""
    INSERT INTO kit.inbox_held
        (source, sequence, event_id, type, body, digest, reason, not_before)
    SELECT *, CASE reason WHEN 'parked' THEN timestamptz 'infinity' ELSE now() END FROM unnest(
        cast(:sources AS text[]), cast(:sequences AS bigint[]), cast(:event_ids AS uuid[]),
        cast(:types AS text[]), cast(:bodies AS bytea[]), cast(:digests AS bytea[]),
        cast(:reasons AS text[])) AS held (source, sequence, event_id, type, body, digest, reason)
    ON CONFLICT (source, sequence) DO NOTHING
""")

RELEASE = text("""
    DELETE FROM kit.inbox_held AS held
    USING unnest(cast(:sources AS text[]), cast(:sequences AS bigint[])) AS done (source, sequence)
    WHERE held.source = done.source AND held.sequence = done.sequence
""")

# Only the next event of a subject can be due; the ones behind it wait for it.
DUE = text("""
    SELECT held.source FROM kit.inbox_held AS held
    JOIN kit.inbox_cursors AS cursor USING (source)
    WHERE held.sequence = cursor.sequence + 1 AND held.not_before <= now()
    ORDER BY held.not_before LIMIT 200
""")

# Committed before the attempt itself: an event whose handler ends the process is counted too.
ATTEMPT = text("""
    UPDATE kit.inbox_held AS held
    SET attempts = attempts + 1, unanswered = unanswered + 1,
        not_before = now()
            + least(interval '60 s', interval '0.2 s' * power(2, least(attempts, 12)))
    FROM kit.inbox_cursors AS cursor
    WHERE held.source = :source AND cursor.source = held.source
      AND held.sequence = cursor.sequence + 1 AND held.not_before <= now()
    RETURNING held.sequence, held.attempts, held.unanswered
""")

# An attempt as one of a batch is counted where it fails, and only there; one alone was before.
FAILED = text("""
    UPDATE kit.inbox_held AS held
    SET attempts = greatest(attempts, 1), unanswered = 0,
        reason = failed.reason, detail = failed.detail,
        not_before = CASE failed.reason WHEN 'poison' THEN timestamptz 'infinity'
            ELSE greatest(not_before, now() + interval '0.4 s') END
    FROM unnest(
        cast(:sources AS text[]), cast(:sequences AS bigint[]),
        cast(:reasons AS text[]), cast(:details AS text[]))
        AS failed (source, sequence, reason, detail)
    WHERE held.source = failed.source AND held.sequence = failed.sequence
""")

NOT_COUNTED = text("""
    UPDATE kit.inbox_held SET attempts = greatest(attempts - 1, 0), unanswered = 0,
        not_before = now()
    WHERE source = :source AND sequence = :sequence AND reason <> 'poison'
""")

# Left alone for a while, for the others' sake, and in a batch no longer tried: it has waited.
LOCKED_OUT = text("""
    UPDATE kit.inbox_held SET attempts = greatest(attempts - 1, 1), unanswered = 0,
        not_before = now() + interval '5 s'
    WHERE source = :source AND sequence = :sequence AND reason <> 'poison'
""")

PARK = text("""
    UPDATE kit.inbox_held SET reason = 'parked', attempts = 0, unanswered = 0,
        not_before = 'infinity'
    WHERE source = :source AND sequence = :sequence
""")

TAKE_UP_PARKED = text("""
    UPDATE kit.inbox_held SET not_before = now() WHERE reason = 'parked'
""")

# One row for each distinct body, however often the broker delivers it.
BURY = text("""
    INSERT INTO kit.dead_letters
        (reason, detail, message_id, routing_key, origin, body, digest)
    SELECT * FROM unnest(
        cast(:reasons AS text[]), cast(:details AS text[]), cast(:message_ids AS text[]),
        cast(:routing_keys AS text[]), cast(:origins AS text[]), cast(:bodies AS bytea[]),
        cast(:digests AS bytea[]))
    ON CONFLICT (digest) DO NOTHING
""")
