"""Whoever researched or judged any version of a proposal is a first person of it.

Revision ID: 0016
"""

from servicekit.operations.migrating import script

revision = "0016"
down_revision = "0015"

# The proposal's row names only who did it last. The database notes everybody, so that no way of
# working on a proposal leaves somebody out. Of what was done before, the last are known.
FIRST_PERSONS = """
CREATE TABLE first_persons (
    proposal_id uuid NOT NULL REFERENCES proposals,
    person text NOT NULL,
    PRIMARY KEY (proposal_id, person)
);
CREATE INDEX first_persons_person ON first_persons (person);
INSERT INTO first_persons (proposal_id, person)
    SELECT id, researched_by FROM proposals WHERE researched_by IS NOT NULL
    UNION SELECT id, assessed_by FROM proposals WHERE assessed_by IS NOT NULL;
CREATE FUNCTION note_first_persons() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO first_persons (proposal_id, person)
        SELECT NEW.id, person FROM unnest(ARRAY[NEW.researched_by, NEW.assessed_by]) person
        WHERE person IS NOT NULL
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER note_first_persons AFTER INSERT OR UPDATE OF researched_by, assessed_by ON proposals
    FOR EACH ROW EXECUTE FUNCTION note_first_persons();
"""

# Approvals that are there already stay: what they were given for stands.
SECOND = """
CREATE FUNCTION another_person_approves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM first_persons
        WHERE proposal_id = NEW.proposal_id AND person = NEW.given_by
    ) THEN
        RAISE EXCEPTION 'whoever researched or judged a proposal does not approve it'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER another_person_approves BEFORE INSERT OR UPDATE ON approvals
    FOR EACH ROW EXECUTE FUNCTION another_person_approves();
"""


def upgrade() -> None:
    """Adds the table, what fills it, and the guard."""
    script(FIRST_PERSONS)
    script(SECOND)


def downgrade() -> None:
    """Takes them away."""
    script("""
        DROP TRIGGER another_person_approves ON approvals;
        DROP FUNCTION another_person_approves;
        DROP TRIGGER note_first_persons ON proposals;
        DROP FUNCTION note_first_persons;
        DROP TABLE first_persons;
    """)
