"""A declared pecuniary interest stays declared; when an agreement was suspended or resumed last.

Revision ID: 0004
"""

from servicekit.operations.migrating import script

revision = "0004"
down_revision = "0003"

DECLARED = """
CREATE FUNCTION keep_declared_interests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.interest = 'pecuniary' THEN
        RAISE EXCEPTION 'a declared pecuniary interest is not taken back'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER declared_interests_stay BEFORE UPDATE OR DELETE ON votes
    FOR EACH ROW EXECUTE FUNCTION keep_declared_interests();
"""

TURNED = "ALTER TABLE agreements ADD COLUMN turned_on date;"


def upgrade() -> None:
    """Adds both."""
    script(DECLARED)
    script(TURNED)


def downgrade() -> None:
    """Takes both away."""
    script("""
        ALTER TABLE agreements DROP COLUMN turned_on;
        DROP TRIGGER declared_interests_stay ON votes;
        DROP FUNCTION keep_declared_interests;
    """)
