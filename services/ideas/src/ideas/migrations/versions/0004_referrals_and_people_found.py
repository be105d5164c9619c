"""How far the current referral is, beside the idea; people found, by opportunity; words taken back.

Revision ID: 0004
"""

from servicekit.operations.migrating import script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    script("""
        ALTER TABLE ideas ADD COLUMN referral_stage text;
        UPDATE ideas
            SET referral_stage =
                CASE WHEN progress IN ('considered', 'declined') THEN progress ELSE 'referred' END
            WHERE referral_id IS NOT NULL;
        CREATE TABLE urgent_need_people (
            urgent_need_id uuid NOT NULL REFERENCES urgent_needs,
            opportunity_id uuid NOT NULL,
            people integer NOT NULL CHECK (people >= 0),
            found_on date NOT NULL,
            PRIMARY KEY (urgent_need_id, opportunity_id)
        );
        -- Which opportunity found whom was not kept: those found so far stand as one of no name.
        INSERT INTO urgent_need_people
            SELECT id, '00000000-0000-0000-0000-000000000000', people_found, raised_on
            FROM urgent_needs WHERE people_found > 0;
        CREATE TABLE told_words (event_id uuid PRIMARY KEY, subject_id uuid NOT NULL);
        CREATE INDEX told_words_of_subject ON told_words (subject_id);
        INSERT INTO told_words
            SELECT event_id, split_part(source, '/', 5)::uuid FROM kit.outbox
            WHERE source LIKE '/civic/ideas/urgent-need/%' OR source LIKE '/civic/ideas/barrier/%'
            UNION
            SELECT said.event_id, held.id
            FROM kit.outbox AS said JOIN conversation_events AS held
                ON said.source = '/civic/ideas/conversation/' || held.conversation_id
                AND convert_from(said.body, 'UTF8')::jsonb -> 'data' ->> 'session' = held.session;
    """)


def downgrade() -> None:
    script("""
        DROP TABLE told_words, urgent_need_people;
        ALTER TABLE ideas DROP COLUMN referral_stage;
    """)
