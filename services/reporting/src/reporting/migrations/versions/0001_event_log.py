"""The event log, and beside it the public texts, which can be withdrawn.

Revision ID: 0001
"""

from servicekit.operations.migrating import script

revision = "0001"
down_revision = None


def upgrade() -> None:
    script("""
        CREATE TABLE event_log (
            position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            event_id uuid NOT NULL UNIQUE,
            source text NOT NULL,
            sequence bigint NOT NULL,
            type text NOT NULL,
            subject text NOT NULL,
            time timestamptz NOT NULL,
            occurred_on date NOT NULL,
            ward text,
            idea_id uuid,
            correlation_id uuid NOT NULL,
            causation_id uuid,
            traceparent text,
            data jsonb NOT NULL,
            UNIQUE (source, sequence)
        );
        CREATE INDEX event_log_idea ON event_log (idea_id, position) WHERE idea_id IS NOT NULL;
        CREATE INDEX event_log_type ON event_log (type, position);
        CREATE INDEX event_log_ward ON event_log (ward, position) WHERE ward IS NOT NULL;
        CREATE INDEX event_log_subject ON event_log (subject, position);
        CREATE TABLE public_texts (
            event_id uuid NOT NULL,
            place text NOT NULL,
            salt bytea,
            text text,
            language text,
            withdrawn_at timestamptz,
            PRIMARY KEY (event_id, place),
            CHECK ((text IS NULL) = (withdrawn_at IS NOT NULL)),
            CHECK ((salt IS NULL) = (withdrawn_at IS NOT NULL))
        );
        CREATE TABLE text_withdrawals (
            event_id uuid PRIMARY KEY,
            withdrawn_at timestamptz NOT NULL DEFAULT now()
        );
    """)


def downgrade() -> None:
    script("DROP TABLE text_withdrawals, public_texts, event_log;")
