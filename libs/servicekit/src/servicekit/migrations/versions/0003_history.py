"""Comparing histories, redaction of withdrawn texts, and jobs that wait for a person.

Revision ID: kit0003
"""

from servicekit.operations.migrating import script

revision = "kit0003"
down_revision = "kit0002"

# Two services walk through the same sources in the same order, whatever their servers' locales.
SOURCES_BYTE_BY_BYTE = """
ALTER TABLE kit.subjects ALTER COLUMN source TYPE text COLLATE "C";
ALTER TABLE kit.outbox ALTER COLUMN source TYPE text COLLATE "C";
ALTER TABLE kit.inbox_cursors ALTER COLUMN source TYPE text COLLATE "C";
ALTER TABLE kit.inbox_digests ALTER COLUMN source TYPE text COLLATE "C";
ALTER TABLE kit.inbox_held ALTER COLUMN source TYPE text COLLATE "C";
"""

# A month that comes unprepared, after a long standstill, finds its rows in the default partition;
# they move to their own. Appending waits meanwhile, so that none is left behind.
MONTHS = """
CREATE OR REPLACE FUNCTION kit.prepare_outbox_month(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', day);
    next date := first + interval '1 month';
    name text := 'outbox_' || to_char(first, 'YYYY_MM');
BEGIN
    IF to_regclass('kit.' || name) IS NULL THEN
        LOCK TABLE kit.outbox IN ACCESS EXCLUSIVE MODE;
        EXECUTE format('CREATE TABLE kit.%I (LIKE kit.outbox INCLUDING DEFAULTS)', name);
        EXECUTE format('WITH moved AS (DELETE FROM kit.outbox_default
            WHERE recorded_at >= %L AND recorded_at < %L RETURNING *)
            INSERT INTO kit.%I SELECT * FROM moved', first, next, name);
        EXECUTE format('ALTER TABLE kit.outbox ATTACH PARTITION kit.%I
            FOR VALUES FROM (%L) TO (%L)', name, first, next);
    END IF;
END $$;
CREATE FUNCTION kit.prepare_outbox_months() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    month date;
BEGIN
    FOR month IN SELECT DISTINCT date_trunc('month', recorded_at)::date FROM kit.outbox_default
    LOOP
        PERFORM kit.prepare_outbox_month(month);
    END LOOP;
    PERFORM kit.prepare_outbox_month(current_date);
    PERFORM kit.prepare_outbox_month((current_date + interval '1 month')::date);
END $$;
"""

# The digest of the body as it was first sent, where the body is no longer that. The trigger lets a
# body change in this way alone; what the relay notes (published_at) does not pass through it.
REDACTION = """
ALTER TABLE kit.outbox ADD COLUMN digest bytea;
CREATE INDEX outbox_recorded ON kit.outbox USING brin (recorded_at) WITH (autosummarize = on);
CREATE FUNCTION kit.only_redacted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.source, NEW.sequence, NEW.type, NEW.event_id)
            IS DISTINCT FROM (OLD.source, OLD.sequence, OLD.type, OLD.event_id)
        OR NEW.digest IS DISTINCT FROM coalesce(OLD.digest, sha256(OLD.body)) THEN
        RAISE EXCEPTION 'the outbox is append-only, but for the redaction of a body';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outbox_only_redacted
    BEFORE UPDATE OF source, sequence, type, event_id, body, digest ON kit.outbox
    FOR EACH ROW EXECUTE FUNCTION kit.only_redacted();
"""

COMPARISONS = """
CREATE TABLE kit.comparisons (
    request_id uuid PRIMARY KEY,
    producer text NOT NULL,
    since timestamptz,
    asked_at timestamptz NOT NULL DEFAULT now(),
    until timestamptz,
    position bigint,
    subjects bigint NOT NULL DEFAULT 0,
    different bigint NOT NULL DEFAULT 0,
    answered_at timestamptz
);
CREATE INDEX comparisons_newest ON kit.comparisons (producer, asked_at);
CREATE TABLE kit.differences (
    source text COLLATE "C" PRIMARY KEY,
    producer text NOT NULL,
    told bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('missing', 'ahead', 'another-body')),
    found_at timestamptz NOT NULL DEFAULT now(),
    asked integer NOT NULL DEFAULT 0,
    asked_at timestamptz
);
"""

JOBS = """
ALTER TABLE kit.jobs ADD COLUMN unanswered integer NOT NULL DEFAULT 0,
    ADD COLUMN poison boolean NOT NULL DEFAULT false;
"""


def upgrade() -> None:
    """Adds what is needed to compare, redact and put jobs aside."""
    for sql in (SOURCES_BYTE_BY_BYTE, MONTHS, REDACTION, COMPARISONS, JOBS):
        script(sql)


def downgrade() -> None:
    """Takes it away; redacted bodies stay redacted."""
    script("""
        DROP TRIGGER outbox_only_redacted ON kit.outbox;
        DROP FUNCTION kit.only_redacted(), kit.prepare_outbox_months();
        DROP INDEX kit.outbox_recorded;
        ALTER TABLE kit.outbox DROP COLUMN digest;
        DROP TABLE kit.comparisons, kit.differences;
        ALTER TABLE kit.jobs DROP COLUMN unanswered, DROP COLUMN poison;
    """)
