"""The clock, the outbox, the inbox, due jobs, idempotency keys and the audit log.

Revision ID: kit0001
"""

from servicekit.operations.migrating import script

revision = "kit0001"
down_revision = None

CLOCK = """
CREATE TABLE kit.clock (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    shift interval NOT NULL DEFAULT '0'
);
INSERT INTO kit.clock DEFAULT VALUES;
"""

# An append-only log. Partitions by month let old history be dropped at once; the default
# partition takes what no month was made ready for, so that an append can never fail for that.
OUTBOX = """
CREATE TABLE kit.subjects (
    source text PRIMARY KEY,
    sequence bigint NOT NULL CHECK (sequence > 0)
);
CREATE SEQUENCE kit.outbox_position;
CREATE TABLE kit.outbox (
    position bigint NOT NULL DEFAULT nextval('kit.outbox_position'),
    event_id uuid NOT NULL,
    source text NOT NULL,
    sequence bigint NOT NULL,
    type text NOT NULL,
    body bytea NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz,
    PRIMARY KEY (position, recorded_at)
) PARTITION BY RANGE (recorded_at);
CREATE INDEX outbox_unpublished ON kit.outbox (position) WHERE published_at IS NULL;
CREATE INDEX outbox_subject ON kit.outbox (source, sequence);
CREATE TABLE kit.outbox_default PARTITION OF kit.outbox DEFAULT;
CREATE FUNCTION kit.prepare_outbox_month(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', day);
    name text := 'outbox_' || to_char(first, 'YYYY_MM');
BEGIN
    IF to_regclass('kit.' || name) IS NULL THEN
        EXECUTE format(
            'CREATE TABLE kit.%I PARTITION OF kit.outbox FOR VALUES FROM (%L) TO (%L)',
            name, first, first + interval '1 month');
    END IF;
END $$;
SELECT kit.prepare_outbox_month(current_date);
SELECT kit.prepare_outbox_month((current_date + interval '1 month')::date);
"""

INBOX = """
CREATE TABLE kit.inbox_cursors (
    source text PRIMARY KEY,
    sequence bigint NOT NULL DEFAULT 0 CHECK (sequence >= 0)
);
CREATE TABLE kit.inbox_digests (
    source text NOT NULL,
    sequence bigint NOT NULL,
    digest bytea NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, sequence)
);
CREATE INDEX inbox_digests_age ON kit.inbox_digests USING brin (applied_at);
CREATE TABLE kit.inbox_held (
    source text NOT NULL,
    sequence bigint NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    body bytea NOT NULL,
    digest bytea NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL DEFAULT '',
    attempts integer NOT NULL DEFAULT 0,
    received_at timestamptz NOT NULL DEFAULT now(),
    not_before timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, sequence)
);
CREATE INDEX inbox_held_due ON kit.inbox_held (not_before);
CREATE TABLE kit.dead_letters (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reason text NOT NULL,
    detail text NOT NULL,
    message_id text,
    routing_key text,
    origin text,
    body bytea NOT NULL,
    digest bytea NOT NULL UNIQUE,
    received_at timestamptz NOT NULL DEFAULT now()
);
"""

JOBS = """
CREATE TABLE kit.jobs (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    key text NOT NULL,
    due_at timestamptz NOT NULL,
    payload jsonb NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    not_before timestamptz,
    detail text NOT NULL DEFAULT '',
    done_at timestamptz,
    UNIQUE (name, key)
);
CREATE INDEX jobs_due ON kit.jobs (due_at) WHERE done_at IS NULL;
"""

IDEMPOTENCY = """
CREATE TABLE kit.idempotency (
    scope text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer,
    answer bytea,
    location text,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, key)
);
CREATE INDEX idempotency_age ON kit.idempotency USING brin (recorded_at);
"""

AUDIT = """
CREATE TABLE kit.audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    actor text,
    roles text[] NOT NULL,
    action text NOT NULL,
    target text NOT NULL,
    facts jsonb NOT NULL
);
CREATE FUNCTION kit.append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON kit.audit
    FOR EACH ROW EXECUTE FUNCTION kit.append_only();
"""


def upgrade() -> None:
    for sql in (CLOCK, OUTBOX, INBOX, JOBS, IDEMPOTENCY, AUDIT):
        script(sql)


def downgrade() -> None:
    script("""
        DROP TABLE kit.clock, kit.outbox, kit.subjects, kit.inbox_cursors, kit.inbox_digests,
            kit.inbox_held, kit.dead_letters, kit.jobs, kit.idempotency, kit.audit;
        DROP SEQUENCE kit.outbox_position;
        DROP FUNCTION kit.prepare_outbox_month(date), kit.append_only();
    """)
