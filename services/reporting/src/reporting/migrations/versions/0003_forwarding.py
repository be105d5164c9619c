"""How far each outside subscriber has been served from the broker's archive.

Revision ID: 0003
"""

from servicekit.operations.migrating import script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    script("""
        CREATE TABLE forwarding (
            subscriber text PRIMARY KEY,
            archive_offset bigint NOT NULL CHECK (archive_offset >= 0),
            forwarded_at timestamptz NOT NULL DEFAULT now()
        );
    """)


def downgrade() -> None:
    script("DROP TABLE forwarding;")
