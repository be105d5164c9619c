"""Notes, and what was heard of them. Nothing keeps an effect from being stored twice.

That is on purpose: the inbox alone has to see to it.
"""

from servicekit.operations.migrating import script

revision = "0001"
down_revision = None


def upgrade() -> None:
    script("""
        CREATE TABLE notes (
            id uuid PRIMARY KEY, times integer NOT NULL, weight bigint NOT NULL
        );
        CREATE TABLE heard (
            note_id uuid NOT NULL, sequence bigint NOT NULL, weight bigint NOT NULL,
            position bigint GENERATED ALWAYS AS IDENTITY
        );
    """)


def downgrade() -> None:
    script("DROP TABLE notes, heard;")
