"""The audit log sealed into a hash chain, and the heads that were published.

Revision ID: kit0004
"""

from servicekit.operations.migrating import script

revision = "kit0004"
down_revision = "kit0003"

# A seal says how the log was when it was made. None of the three tables is ever changed.
CHAIN = """
CREATE TABLE kit.audit_seals (
    number bigint PRIMARY KEY CHECK (number > 0),
    rows bigint NOT NULL CHECK (rows > 0),
    head bytea NOT NULL CHECK (length(head) = 32),
    sealed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE kit.audit_sealed (
    audit_id bigint PRIMARY KEY,
    batch bigint NOT NULL
);
CREATE INDEX audit_sealed_batch ON kit.audit_sealed (batch);
CREATE TABLE kit.audit_heads (
    day date PRIMARY KEY,
    batch bigint NOT NULL,
    head bytea NOT NULL,
    published_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE ON kit.audit_seals
    FOR EACH ROW EXECUTE FUNCTION kit.append_only();
CREATE TRIGGER audit_sealed_append_only BEFORE UPDATE OR DELETE ON kit.audit_sealed
    FOR EACH ROW EXECUTE FUNCTION kit.append_only();
CREATE TRIGGER audit_heads_append_only BEFORE UPDATE OR DELETE ON kit.audit_heads
    FOR EACH ROW EXECUTE FUNCTION kit.append_only();
"""


def upgrade() -> None:
    """Adds the chain; the first batch takes the rows that are there already."""
    script(CHAIN)


def downgrade() -> None:
    """Takes the chain away; the rows of the log stay."""
    script("DROP TABLE kit.audit_heads, kit.audit_sealed, kit.audit_seals")
