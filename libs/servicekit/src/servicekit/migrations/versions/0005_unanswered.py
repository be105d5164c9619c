"""How often a held event was tried and the process ended before it could say how.

Revision ID: kit0005
"""

from servicekit.operations.migrating import script

revision = "kit0005"
down_revision = "kit0004"


def upgrade() -> None:
    """Adds the count; what is held now has not been tried yet."""
    script("ALTER TABLE kit.inbox_held ADD COLUMN unanswered integer NOT NULL DEFAULT 0")


def downgrade() -> None:
    """Takes it away."""
    script("ALTER TABLE kit.inbox_held DROP COLUMN unanswered")
