"""Whose words are kept here, which of them are withdrawn, and which events told them again.

Revision ID: 0006
"""

from servicekit.operations.migrating import script

revision = "0006"
down_revision = "0005"

KEPT = """
CREATE TABLE withdrawn_texts (
    event_id uuid PRIMARY KEY,
    withdrawn_on date NOT NULL,
    instead text
);
ALTER TABLE urgent_needs ADD COLUMN text_event_id uuid;
ALTER TABLE projects ADD COLUMN text_event_id uuid;
ALTER TABLE conversations ADD COLUMN text_event_id uuid;
ALTER TABLE opportunities ADD COLUMN text_event_id uuid,
    ADD COLUMN told_event_ids uuid[] NOT NULL DEFAULT '{}';
ALTER TABLE spaces ADD COLUMN told_event_ids uuid[] NOT NULL DEFAULT '{}';
"""

# What was told before is in the outbox; an opportunity was opened because of the event whose words
# it has, and a need or a project came with its opportunities.
REMEMBERED = """
UPDATE opportunities SET told_event_ids = ARRAY[said.event_id] FROM kit.outbox AS said
    WHERE said.source = '/civic/volunteers/opportunity/' || opportunities.id
    AND said.type = 'civic.volunteers.opportunity.opened.v1';
UPDATE spaces SET told_event_ids = ARRAY[said.event_id] FROM kit.outbox AS said
    WHERE said.source = '/civic/volunteers/space/' || spaces.id
    AND said.type = 'civic.volunteers.space.offered.v1';
UPDATE opportunities
    SET text_event_id = (convert_from(said.body, 'UTF8')::jsonb ->> 'causationid')::uuid
    FROM kit.outbox AS said
    WHERE said.event_id = ANY (opportunities.told_event_ids)
    AND said.source = '/civic/volunteers/opportunity/' || opportunities.id
    AND (opportunities.award_id IS NOT NULL OR opportunities.urgent_need_id IS NOT NULL);
UPDATE urgent_needs SET text_event_id = found.text_event_id FROM opportunities AS found
    WHERE found.urgent_need_id = urgent_needs.id;
UPDATE projects SET text_event_id = found.text_event_id FROM opportunities AS found
    WHERE found.award_id = projects.award_id;
"""

FOUND = """
CREATE INDEX ideas_title ON ideas (title_event_id);
CREATE INDEX urgent_needs_text ON urgent_needs (text_event_id);
CREATE INDEX projects_text ON projects (text_event_id);
CREATE INDEX conversations_text ON conversations (text_event_id);
CREATE INDEX opportunities_text ON opportunities (text_event_id);
"""


def upgrade() -> None:
    for sql in (KEPT, REMEMBERED, FOUND):
        script(sql)


def downgrade() -> None:
    script("""
        DROP TABLE withdrawn_texts;
        DROP INDEX ideas_title;
        ALTER TABLE urgent_needs DROP COLUMN text_event_id;
        ALTER TABLE projects DROP COLUMN text_event_id;
        ALTER TABLE conversations DROP COLUMN text_event_id;
        ALTER TABLE opportunities DROP COLUMN text_event_id, DROP COLUMN told_event_ids;
        ALTER TABLE spaces DROP COLUMN told_event_ids;
    """)
