"""A process of the version before, which knows no ``words_read``, goes on beside the new one.

Revision ID: 0007
"""

from servicekit.operations.migrating import script

revision = "0007"
down_revision = "0006"

# Not read, unless the proposal is opened: that is when it is told of, with its words, which are
# an officer's, a referred idea's (its moderator has read them) or accepted here.
UNREAD_UNLESS_OPENED = """
ALTER TABLE proposals ALTER COLUMN words_read SET DEFAULT false;
CREATE FUNCTION opened_words_are_read() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.words_read := true;
    RETURN NEW;
END $$;
CREATE TRIGGER opened_words_are_read BEFORE INSERT OR UPDATE OF state ON proposals
    FOR EACH ROW WHEN (NEW.state = 'opened') EXECUTE FUNCTION opened_words_are_read();
"""

# What such a process has accepted since 0006.
ACCEPTED = """
UPDATE proposals SET words_read = true
    WHERE NOT words_read
    AND (state NOT IN ('submitted', 'declined', 'withdrawn')
        OR EXISTS (SELECT FROM told_texts WHERE proposal_id = proposals.id));
"""


def upgrade() -> None:
    """Adds the default, and what follows from a proposal's state."""
    script(UNREAD_UNLESS_OPENED)
    script(ACCEPTED)


def downgrade() -> None:
    """Takes both away."""
    script("""
        DROP TRIGGER opened_words_are_read ON proposals;
        DROP FUNCTION opened_words_are_read;
        ALTER TABLE proposals ALTER COLUMN words_read DROP DEFAULT;
    """)
