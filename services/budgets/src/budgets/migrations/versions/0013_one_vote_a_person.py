"""A person has one vote in a decision, whichever seats they hold while it runs.

Revision ID: 0013
"""

from servicekit.operations.migrating import script

revision = "0013"
down_revision = "0012"

# Votes that are there already stay: what they were cast for stands.
ONCE = """
CREATE FUNCTION votes_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.choice IS NOT NULL AND EXISTS (
        SELECT FROM votes cast_before
            JOIN councillor_terms theirs ON theirs.id = cast_before.term_id
            JOIN councillor_terms own ON own.id = NEW.term_id
        WHERE cast_before.decision_id = NEW.decision_id
            AND (cast_before.ward, cast_before.seat) <> (NEW.ward, NEW.seat)
            AND cast_before.choice IS NOT NULL AND theirs.person_key = own.person_key
    ) THEN
        RAISE EXCEPTION 'who has voted has no second vote from another seat'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER votes_once BEFORE INSERT OR UPDATE ON votes
    FOR EACH ROW EXECUTE FUNCTION votes_once();
"""


def upgrade() -> None:
    """Adds the guard."""
    script(ONCE)


def downgrade() -> None:
    """Takes it away."""
    script("DROP TRIGGER votes_once ON votes; DROP FUNCTION votes_once;")
