"""Which registered group an award was made to.

Revision ID: 0005
"""

from servicekit.operations.migrating import script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    script("""
        ALTER TABLE projects ADD COLUMN group_id uuid;
        CREATE INDEX projects_of_group ON projects (group_id) WHERE group_id IS NOT NULL;
    """)


def downgrade() -> None:
    script("ALTER TABLE projects DROP COLUMN group_id;")
