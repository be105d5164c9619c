"""The audit log by time, so that a sealing looks at the last day alone.

Revision ID: kit0010
"""

from servicekit.operations.migrating import script

revision = "kit0010"
down_revision = "kit0009"


def upgrade() -> None:
    """Adds the index."""
    script("""
        CREATE INDEX audit_recorded ON kit.audit USING brin (recorded_at)
            WITH (autosummarize = on)
    """)


def downgrade() -> None:
    """Takes it away."""
    script("DROP INDEX kit.audit_recorded")
