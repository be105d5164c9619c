"""The ID token of a session, sealed, so that signing out can tell the issuer who does.

Revision ID: kit0006
"""

from servicekit.operations.migrating import script

revision = "kit0006"
down_revision = "kit0005"


def upgrade() -> None:
    """Adds it; whoever is signed in now signs out without it."""
    script("ALTER TABLE kit.sessions ADD COLUMN id_token text")


def downgrade() -> None:
    """Takes it away."""
    script("ALTER TABLE kit.sessions DROP COLUMN id_token")
