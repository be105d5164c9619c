"""What has to be put right before a suspended agreement runs again, in words.

Revision ID: 0014
"""

from servicekit.operations.migrating import script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Adds the column; what was suspended before has its words in the event alone."""
    script("ALTER TABLE agreements ADD COLUMN suspended_reasons text;")


def downgrade() -> None:
    """Takes it away."""
    script("ALTER TABLE agreements DROP COLUMN suspended_reasons;")
