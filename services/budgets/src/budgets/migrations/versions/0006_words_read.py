"""Whether a proposal's words have been read: what never was is not shown once it has ended, either.

Revision ID: 0006
"""

from servicekit.operations.migrating import script

revision = "0006"
down_revision = "0005"

# What was published is told of, or was withdrawn from what was told.
WORDS_READ = """
ALTER TABLE proposals ADD COLUMN words_read boolean NOT NULL DEFAULT true;
UPDATE proposals SET words_read = false
    WHERE state = 'submitted'
    OR (state IN ('declined', 'withdrawn') AND title <> 'Words withdrawn'
        AND NOT EXISTS (SELECT FROM told_texts WHERE proposal_id = proposals.id));
ALTER TABLE proposals ALTER COLUMN words_read DROP DEFAULT;
"""


def upgrade() -> None:
    """Adds the column."""
    script(WORDS_READ)


def downgrade() -> None:
    """Takes it away."""
    script("ALTER TABLE proposals DROP COLUMN words_read;")
