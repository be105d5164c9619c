"""Which idea went into which.

Revision ID: 0012
"""

from servicekit.operations.migrating import script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Adds the table, with the mergers that proposals have followed already."""
    script("""
        CREATE TABLE merged_ideas (idea_id uuid PRIMARY KEY, into_idea_id uuid NOT NULL);
        CREATE INDEX merged_into ON merged_ideas (into_idea_id);
        CREATE INDEX proposals_of_original_idea ON proposals (original_idea_id)
            WHERE original_idea_id IS NOT NULL;
        INSERT INTO merged_ideas
            SELECT DISTINCT ON (original_idea_id) original_idea_id, idea_id FROM proposals
            WHERE original_idea_id <> idea_id ORDER BY original_idea_id, position DESC;
    """)


def downgrade() -> None:
    """Takes it away."""
    script("DROP INDEX proposals_of_original_idea; DROP TABLE merged_ideas;")
