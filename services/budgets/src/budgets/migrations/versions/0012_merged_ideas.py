"""Which idea went into which.

Revision ID: 0012
"""

from servicekit.operations.migrating import script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Adds the table; no merger has been told of yet."""
    script("""
        CREATE TABLE merged_ideas (idea_id uuid PRIMARY KEY, into_idea_id uuid NOT NULL);
        CREATE INDEX merged_into ON merged_ideas (into_idea_id);
        CREATE INDEX proposals_of_original_idea ON proposals (original_idea_id)
            WHERE original_idea_id IS NOT NULL;
    """)


def downgrade() -> None:
    """Takes it away."""
    script("DROP INDEX proposals_of_original_idea; DROP TABLE merged_ideas;")
