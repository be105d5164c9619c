"""What a batch of the inbox begins with, in one round trip.

Revision ID: kit0009
"""

from servicekit.operations.migrating import script

revision = "kit0009"
down_revision = "kit0008"

# Each statement of a function in PL/pgSQL sees what was committed before it: so what is read behind
# the lock is as it is then, which one plain statement could not promise. Subjects are taken in one
# order, so that two subscribers that meet (a standby taking over) cannot lock crosswise. Of what is
# held only what a batch may need is read: any number may stand behind a subject that waits.
OPEN_BATCH = """
CREATE FUNCTION kit.open_batch(
    subjects text[], asked_sources text[], asked_sequences bigint[], reach bigint)
RETURNS TABLE (recorded_at timestamptz, clock timestamptz, source text, cursor_at bigint,
    sequence bigint, body bytea, digest bytea, waiting boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO kit.inbox_cursors (source)
    SELECT DISTINCT subject FROM unnest(subjects) AS subject
    WHERE NOT EXISTS (SELECT FROM kit.inbox_cursors AS known WHERE known.source = subject)
    ORDER BY subject ON CONFLICT DO NOTHING;

    PERFORM FROM kit.inbox_cursors AS known WHERE known.source = ANY(subjects)
    ORDER BY known.source FOR UPDATE;

    RETURN QUERY
    WITH mine AS (
        SELECT cursors.source, cursors.sequence FROM kit.inbox_cursors AS cursors
        WHERE cursors.source = ANY(subjects)),
    held AS (
        SELECT near.* FROM mine JOIN kit.inbox_held AS near
            ON near.source = mine.source AND near.sequence <= mine.sequence + reach
        UNION ALL
        SELECT beyond.* FROM unnest(asked_sources, asked_sequences) AS asked (source, sequence)
            JOIN mine ON mine.source = asked.source AND asked.sequence > mine.sequence + reach
            JOIN kit.inbox_held AS beyond
                ON beyond.source = asked.source AND beyond.sequence = asked.sequence)
    SELECT now(), now() + shift, mine.source, mine.sequence, held.sequence, held.body,
        held.digest, held.attempts > 0 OR held.not_before > now()
    FROM mine CROSS JOIN kit.clock LEFT JOIN held ON held.source = mine.source
    ORDER BY mine.source, held.sequence;
END $$;
"""


def upgrade() -> None:
    """Adds the function; the release before this one does not call it."""
    script(OPEN_BATCH)


def downgrade() -> None:
    """Takes it away."""
    script("DROP FUNCTION kit.open_batch(text[], text[], bigint[], bigint)")
