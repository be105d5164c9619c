"""The event log's statements, each for a whole batch."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB

# Whoever appends holds this until the commit. So positions become visible in their order, a
# reader that goes by position misses nothing, and folds of the same row take turns.
WRITING = 0x666F6C64
ALONE = text("SELECT pg_advisory_xact_lock(:key), set_config('search_path', 'live, public', true)")

# Whoever looks on is told with the commit; the server tells the same notice once.
APPEND = text("""
    WITH appended AS (
        INSERT INTO event_log (event_id, source, sequence, type, subject, time, occurred_on, ward,
                               idea_id, correlation_id, causation_id, traceparent, data)
        SELECT * FROM unnest(
            cast(:event_ids AS uuid[]), cast(:sources AS text[]), cast(:sequences AS bigint[]),
            cast(:types AS text[]), cast(:subjects AS text[]), cast(:times AS timestamptz[]),
            cast(:days AS date[]), cast(:wards AS text[]), cast(:idea_ids AS uuid[]),
            cast(:correlations AS uuid[]), cast(:causations AS uuid[]), cast(:traces AS text[]),
            cast(:data AS jsonb[]))
        RETURNING position, event_id
    )
    SELECT position, event_id, pg_notify('civic_log', cast(max(position) OVER () AS text))
    FROM appended
""")

# A withdrawal may have come before what it withdraws: another subject's events keep no order
# with it. Then the text is never stored.
KEEP_TEXTS = text("""
    INSERT INTO public_texts (event_id, place, salt, text, language, withdrawn_at)
    SELECT said.event_id, said.place,
           CASE WHEN gone.event_id IS NULL THEN said.salt END,
           CASE WHEN gone.event_id IS NULL THEN said.text END,
           CASE WHEN gone.event_id IS NULL THEN said.language END,
           gone.withdrawn_at
    FROM unnest(
        cast(:event_ids AS uuid[]), cast(:places AS text[]), cast(:salts AS bytea[]),
        cast(:texts AS text[]), cast(:languages AS text[]))
        AS said (event_id, place, salt, text, language)
    LEFT JOIN text_withdrawals AS gone USING (event_id)
""")

NOTE_WITHDRAWALS = text("""
    INSERT INTO text_withdrawals (event_id)
    SELECT DISTINCT * FROM unnest(cast(:event_ids AS uuid[])) ON CONFLICT DO NOTHING
""")

WITHDRAW_TEXTS = text("""
    UPDATE public_texts SET text = NULL, salt = NULL, language = NULL, withdrawn_at = now()
    WHERE event_id = ANY(cast(:event_ids AS uuid[])) AND withdrawn_at IS NULL
""")

# Texts come along in arrays; an event without any has none.
WITH_TEXTS = """
    SELECT log.*, said.places, said.texts, said.languages
    FROM {entries} AS log
    LEFT JOIN LATERAL (
        SELECT array_agg(place) AS places, array_agg(text) AS texts,
               array_agg(language) AS languages
        FROM public_texts WHERE public_texts.event_id = log.event_id
    ) AS said ON true
    ORDER BY log.position
"""

ENTRIES = text(
    WITH_TEXTS.format(
        entries="""(
            SELECT * FROM event_log WHERE position > :after AND position <= :until
            ORDER BY position LIMIT :limit)"""
    )
).columns(data=JSONB)

OF_IDEA = text(
    WITH_TEXTS.format(
        entries="""(
            SELECT * FROM event_log WHERE idea_id = :idea AND position > :after
            ORDER BY position LIMIT :limit)"""
    )
).columns(data=JSONB)

NEWEST = text("SELECT position, time FROM event_log ORDER BY position DESC LIMIT 1")
