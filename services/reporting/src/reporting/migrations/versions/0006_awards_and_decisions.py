"""How many awards of an idea stand, and which event told the decision that stands.

Revision ID: 0006
"""

from servicekit.operations.migrating import script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    script("""
        ALTER TABLE live.schemes ADD COLUMN awards integer NOT NULL DEFAULT 0,
            ADD COLUMN decided_by text;
    """)


def downgrade() -> None:
    script("ALTER TABLE live.schemes DROP COLUMN decided_by, DROP COLUMN awards;")
