"""Conversations, ideas, answering, barriers, urgent needs and threads.

Revision ID: 0001
"""

from servicekit.operations.migrating import script

revision = "0001"
down_revision = None

CONVERSATIONS = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE conversations (
    id uuid PRIMARY KEY,
    title text NOT NULL,
    kind text NOT NULL,
    department text NOT NULL,
    theme text,
    area text,
    wards text[] NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    opened_on date NOT NULL,
    closed_on date,
    recorded_at timestamptz NOT NULL,
    CHECK (ends_on IS NULL OR ends_on >= starts_on),
    CHECK (closed_on IS NULL OR closed_on >= opened_on)
);
CREATE TABLE conversation_events (
    id uuid PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations,
    session text NOT NULL,
    ward text,
    held_on date NOT NULL,
    participants integer NOT NULL CHECK (participants >= 0),
    facilitators integer NOT NULL CHECK (facilitators >= 0),
    tables integer NOT NULL CHECK (tables >= 0),
    listening_groups integer NOT NULL CHECK (listening_groups >= 0),
    ladder_rung text,
    topic_kept boolean NOT NULL,
    topic_change text,
    sectors jsonb NOT NULL,
    comments jsonb NOT NULL,
    measures jsonb NOT NULL,
    UNIQUE (conversation_id, session),
    CHECK (topic_kept = (topic_change IS NULL))
);
"""

IDEAS = """
CREATE TABLE ideas (
    id uuid PRIMARY KEY,
    conversation_id uuid REFERENCES conversations,
    table_number integer,
    channel text NOT NULL,
    owner_kind text NOT NULL CHECK (owner_kind IN ('resident', 'group', 'business')),
    owner_person_key text,
    owner_organisation text,
    ward text NOT NULL,
    theme text NOT NULL,
    area text,
    principles text[] NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    submitted_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    moderation text NOT NULL CHECK (moderation IN ('waiting', 'published', 'hidden')),
    moderation_reason text,
    supporters bigint NOT NULL CHECK (supporters >= 0),
    progress text NOT NULL,
    acknowledge_due_on date NOT NULL,
    answer_due_on date NOT NULL,
    acknowledged_on date,
    acknowledged_in integer CHECK (acknowledged_in >= 0),
    adopted_on date,
    department text,
    role text,
    tested_on date,
    referral_id uuid UNIQUE,
    referred_on date,
    referral_open boolean NOT NULL,
    answered_on date,
    answered_in integer CHECK (answered_in >= 0),
    answer_outcome text,
    answer_reasons text,
    withdrawn_on date,
    CHECK ((owner_kind = 'resident') = (owner_organisation IS NULL)),
    CHECK ((adopted_on IS NULL) = (department IS NULL) AND (role IS NULL) = (department IS NULL)),
    CHECK (NOT referral_open OR referral_id IS NOT NULL),
    CHECK ((answered_on IS NULL) = (answer_outcome IS NULL))
);
CREATE INDEX ideas_newest ON ideas (submitted_on DESC, id DESC) WHERE moderation = 'published';
CREATE INDEX ideas_by_ward ON ideas (ward, submitted_on DESC, id DESC)
    WHERE moderation = 'published';
CREATE INDEX ideas_by_theme ON ideas (theme, submitted_on DESC, id DESC)
    WHERE moderation = 'published';
CREATE INDEX ideas_waiting ON ideas (submitted_on, id) WHERE moderation = 'waiting';
CREATE INDEX ideas_unanswered ON ideas (answer_due_on, id)
    WHERE answered_on IS NULL AND withdrawn_on IS NULL;
CREATE INDEX ideas_of_person ON ideas (owner_person_key) WHERE owner_person_key IS NOT NULL;
CREATE INDEX ideas_of_conversation ON ideas (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX ideas_words ON ideas USING gin
    (to_tsvector('english', title || ' ' || summary));
CREATE INDEX ideas_likeness ON ideas USING gin (lower(title) gin_trgm_ops);
CREATE TABLE supports (
    idea_id uuid NOT NULL REFERENCES ideas,
    person_key text NOT NULL,
    supported_on date NOT NULL,
    PRIMARY KEY (idea_id, person_key)
);
CREATE INDEX supports_of_person ON supports (person_key);
"""

SHEETS = """
CREATE TABLE table_sheets (
    id uuid PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations,
    table_number integer NOT NULL CHECK (table_number >= 0),
    times_received integer NOT NULL CHECK (times_received > 0)
);
CREATE TABLE sheet_entries (
    id uuid PRIMARY KEY,
    sheet_id uuid NOT NULL REFERENCES table_sheets,
    idea_id uuid NOT NULL UNIQUE REFERENCES ideas DEFERRABLE INITIALLY DEFERRED,
    digest bytea NOT NULL
);
CREATE TABLE sheet_entry_variants (
    entry_id uuid NOT NULL REFERENCES sheet_entries,
    digest bytea NOT NULL,
    words jsonb NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (entry_id, digest)
);
"""

ANSWERING = """
CREATE TABLE test_answers (
    idea_id uuid NOT NULL REFERENCES ideas,
    question text NOT NULL,
    answer text NOT NULL CHECK (answer IN ('yes', 'partly', 'no')),
    reason text NOT NULL,
    PRIMARY KEY (idea_id, question)
);
CREATE TABLE offers (
    id uuid PRIMARY KEY,
    idea_id uuid NOT NULL REFERENCES ideas,
    department text NOT NULL,
    kind text NOT NULL,
    offer text,
    offered_on date NOT NULL,
    until date,
    CHECK (until IS NULL OR until >= offered_on)
);
CREATE INDEX offers_of_idea ON offers (idea_id);
CREATE TABLE feedback (
    id uuid PRIMARY KEY,
    idea_id uuid NOT NULL REFERENCES ideas,
    said text NOT NULL,
    did text NOT NULL,
    project_id uuid,
    given_on date NOT NULL,
    supporters_told bigint NOT NULL
);
CREATE INDEX feedback_of_idea ON feedback (idea_id);
CREATE TABLE clock_notices (
    idea_id uuid NOT NULL REFERENCES ideas,
    clock text NOT NULL CHECK (clock IN ('acknowledge', 'answer')),
    notice text NOT NULL CHECK (notice IN ('reminder', 'overdue', 'escalated')),
    given_at timestamptz NOT NULL,
    PRIMARY KEY (idea_id, clock, notice)
);
"""

OBSTACLES = """
CREATE TABLE barriers (
    id uuid PRIMARY KEY,
    idea_id uuid REFERENCES ideas,
    kind text NOT NULL,
    title text NOT NULL,
    owner_department text NOT NULL,
    logged_on date NOT NULL,
    removed_on date,
    how text,
    CHECK ((removed_on IS NULL) = (how IS NULL)),
    CHECK (removed_on IS NULL OR removed_on >= logged_on)
);
CREATE INDEX barriers_newest ON barriers (logged_on DESC, id DESC);
CREATE INDEX barriers_of_idea ON barriers (idea_id);
CREATE TABLE urgent_needs (
    id uuid PRIMARY KEY,
    idea_id uuid REFERENCES ideas,
    conversation_id uuid REFERENCES conversations,
    ward text NOT NULL,
    title text NOT NULL,
    summary text,
    spaces_needed integer NOT NULL CHECK (spaces_needed >= 0),
    people_needed integer NOT NULL CHECK (people_needed >= 0),
    people_found integer NOT NULL CHECK (people_found >= 0),
    facilities text[] NOT NULL,
    raised_on date NOT NULL,
    raised_at timestamptz NOT NULL,
    deadline timestamptz NOT NULL,
    overdue_at timestamptz,
    met_at timestamptz,
    hours_taken integer CHECK (hours_taken >= 0),
    how text,
    space_id uuid,
    CHECK (spaces_needed + people_needed > 0),
    CHECK (deadline > raised_at),
    CHECK ((met_at IS NULL) = (hours_taken IS NULL))
);
CREATE INDEX urgent_needs_newest ON urgent_needs (raised_at DESC, id DESC);
CREATE TABLE urgent_need_spaces (
    urgent_need_id uuid NOT NULL REFERENCES urgent_needs,
    space_id uuid NOT NULL,
    found_on date NOT NULL,
    PRIMARY KEY (urgent_need_id, space_id)
);
"""

THREADS = """
CREATE TABLE thread_steps (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL,
    idea_id uuid,
    conversation_id uuid,
    slot text,
    occurred_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    service text NOT NULL,
    kind text NOT NULL,
    what text NOT NULL,
    who text NOT NULL,
    text text NOT NULL,
    measures jsonb NOT NULL,
    money jsonb NOT NULL,
    tone text NOT NULL CHECK (tone IN ('plain', 'good', 'stopped')),
    link text NOT NULL,
    CHECK ((idea_id IS NULL) <> (conversation_id IS NULL))
);
CREATE INDEX thread_steps_of_idea ON thread_steps (idea_id, occurred_on, recorded_at, position);
CREATE INDEX thread_steps_of_conversation
    ON thread_steps (conversation_id, occurred_on, recorded_at, position);
CREATE INDEX thread_steps_latest ON thread_steps (occurred_on DESC, position DESC);
CREATE UNIQUE INDEX thread_steps_slot ON thread_steps (idea_id, slot) WHERE slot IS NOT NULL;
CREATE INDEX thread_steps_event ON thread_steps (event_id);
CREATE TABLE withdrawn_texts (event_id uuid PRIMARY KEY, withdrawn_on date NOT NULL);
"""


def upgrade() -> None:
    for sql in (CONVERSATIONS, IDEAS, SHEETS, ANSWERING, OBSTACLES, THREADS):
        script(sql)


def downgrade() -> None:
    script("""
        DROP TABLE withdrawn_texts, thread_steps, urgent_need_spaces, urgent_needs, barriers,
            clock_notices, feedback, offers, test_answers, sheet_entry_variants, sheet_entries,
            table_sheets, supports, ideas, conversation_events, conversations;
    """)
