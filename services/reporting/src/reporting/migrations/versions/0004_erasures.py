"""Requests to be forgotten, by a reference that says nothing of the person, and their answers.

Revision ID: 0004
"""

from servicekit.operations.migrating import script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    script("""
        CREATE TABLE erasures (
            reference text PRIMARY KEY,
            asked_at text NOT NULL,
            asked_on date NOT NULL
        );
        CREATE TABLE erasure_answers (
            reference text NOT NULL,
            service text NOT NULL,
            answered_on date NOT NULL,
            records bigint NOT NULL,
            kept text[] NOT NULL,
            PRIMARY KEY (reference, service)
        );
    """)


def downgrade() -> None:
    script("DROP TABLE erasure_answers, erasures;")
