"""An award that nobody signs is taken back: its proposal and project are over.

Revision ID: 0011
"""

from servicekit.operations.migrating import script

revision = "0011"
down_revision = "0010"

REVOKED = """
ALTER TABLE awards ADD COLUMN revoked_on date, ADD COLUMN revoked_by text,
    ADD COLUMN revoked_for text;
ALTER TABLE awards ADD CONSTRAINT revoked_by_somebody_for_a_reason CHECK (
    (revoked_on IS NULL) = (revoked_by IS NULL) AND (revoked_on IS NULL) = (revoked_for IS NULL));
ALTER TABLE proposals DROP CONSTRAINT proposals_state_check;
ALTER TABLE proposals ADD CONSTRAINT proposals_state_check CHECK (state IN (
    'submitted', 'opened', 'researched', 'assessed', 'deciding', 'approved', 'awarded', 'declined',
    'withdrawn', 'revoked'));
ALTER TABLE projects DROP CONSTRAINT projects_state_check;
ALTER TABLE projects ADD CONSTRAINT projects_state_check CHECK (
    state IN ('running', 'completed', 'revoked'));
CREATE FUNCTION agreements_guard_award() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM awards WHERE id = NEW.award_id AND revoked_on IS NOT NULL) THEN
        RAISE EXCEPTION 'an award that was taken back is not signed for'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreements_guard_award BEFORE INSERT ON agreements
    FOR EACH ROW EXECUTE FUNCTION agreements_guard_award();
"""


def upgrade() -> None:
    """Adds who took an award back, when and why, and the state in which that leaves things."""
    script(REVOKED)


def downgrade() -> None:
    """Takes it away; where an award was taken back it stays."""
    script("""
        DROP TRIGGER agreements_guard_award ON agreements;
        DROP FUNCTION agreements_guard_award;
        ALTER TABLE projects DROP CONSTRAINT projects_state_check;
        ALTER TABLE projects ADD CONSTRAINT projects_state_check CHECK (
            state IN ('running', 'completed'));
        ALTER TABLE proposals DROP CONSTRAINT proposals_state_check;
        ALTER TABLE proposals ADD CONSTRAINT proposals_state_check CHECK (state IN (
            'submitted', 'opened', 'researched', 'assessed', 'deciding', 'approved', 'awarded',
            'declined', 'withdrawn'));
        ALTER TABLE awards DROP COLUMN revoked_on, DROP COLUMN revoked_by, DROP COLUMN revoked_for;
    """)
