"""Since when an urgent need stands again that was met before.

Revision ID: 0003
"""

from servicekit.operations.migrating import script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    script("ALTER TABLE urgent_needs ADD COLUMN reopened_on date;")


def downgrade() -> None:
    script("ALTER TABLE urgent_needs DROP COLUMN reopened_on;")
