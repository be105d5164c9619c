"""Who is known to be a resident: hashes of what the issuer says of them.

Revision ID: kit0007
"""

from servicekit.operations.migrating import script

revision = "kit0007"
down_revision = "kit0006"


def upgrade() -> None:
    """Adds the register, empty; it counts for nothing until a claim is named."""
    script("""
        CREATE TABLE kit.residents (
            entry text PRIMARY KEY CHECK (entry ~ '^[0-9a-f]{64}$'),
            ward text CHECK (ward ~ '^[A-Z][0-9]{8}$'),
            source text NOT NULL CHECK (source IN ('register', 'meeting')),
            entered_by text,
            entered_at timestamptz NOT NULL DEFAULT now(),
            CHECK ((source = 'meeting') = (entered_by IS NOT NULL))
        )
    """)


def downgrade() -> None:
    """Takes it away."""
    script("DROP TABLE kit.residents")
