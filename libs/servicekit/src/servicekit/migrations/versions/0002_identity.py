"""Sessions of people who signed in, and sign-ins under way.

Revision ID: kit0002
"""

from alembic import op

revision = "kit0002"
down_revision = "kit0001"

# Whoever can read these tables can sign in as nobody: ids and states are hashes of the secrets
# that only the browser holds. The checks keep an unhashed one from ever being stored.
SESSIONS = """
CREATE TABLE kit.sessions (
    id text PRIMARY KEY CHECK (id ~ '^[0-9a-f]{64}$'),
    person_key text NOT NULL CHECK (person_key ~ '^[0-9a-f]{64}$'),
    name text,
    roles text[] NOT NULL,
    wards text[] NOT NULL,
    departments text[] NOT NULL,
    issuer_sid text,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL CHECK (last_seen_at >= created_at),
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    revoked_at timestamptz
)
"""

SIGN_INS = """
CREATE TABLE kit.sign_ins (
    state_hash text PRIMARY KEY CHECK (state_hash ~ '^[0-9a-f]{64}$'),
    browser_hash text NOT NULL CHECK (browser_hash ~ '^[0-9a-f]{64}$'),
    nonce text NOT NULL,
    code_verifier text NOT NULL,
    return_path text NOT NULL,
    expires_at timestamptz NOT NULL
)
"""

INDEXES = (
    "CREATE INDEX sessions_of_person ON kit.sessions (person_key)",
    "CREATE INDEX sessions_of_issuer ON kit.sessions (issuer_sid) WHERE issuer_sid IS NOT NULL",
    "CREATE INDEX sessions_age ON kit.sessions (expires_at)",
    "CREATE INDEX sign_ins_age ON kit.sign_ins (expires_at)",
)


def upgrade() -> None:
    for statement in (SESSIONS, SIGN_INS, *INDEXES):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE kit.sessions, kit.sign_ins")
