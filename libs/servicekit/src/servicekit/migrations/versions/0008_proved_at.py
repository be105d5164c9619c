"""When the person of a session last proved to the issuer who they are.

Revision ID: kit0008
"""

from servicekit.operations.migrating import script

revision = "kit0008"
down_revision = "kit0007"


def upgrade() -> None:
    """Adds the moment; of older sessions it is not known."""
    script("ALTER TABLE kit.sessions ADD COLUMN proved_at timestamptz")


def downgrade() -> None:
    """Takes it away."""
    script("ALTER TABLE kit.sessions DROP COLUMN proved_at")
