"""A space that an urgent need gave back is not counted, and may be given to it again.

Revision ID: 0008
"""

from servicekit.operations.migrating import script

revision = "0008"
down_revision = "0007"

# Until now a space that was released stayed counted. Of needs that are met the figure is left as it
# was told.
GIVEN_BACK = """
ALTER TABLE space_uses ADD COLUMN ended_on date;
UPDATE space_uses SET ended_on = coalesce(spaces.released_on, space_uses.used_on)
FROM spaces
WHERE spaces.id = space_uses.space_id
    AND space_uses.urgent_need_id IS NOT NULL
    AND spaces.taken_by_need_id IS DISTINCT FROM space_uses.urgent_need_id;
UPDATE urgent_needs SET spaces_found = (
    SELECT count(*) FROM space_uses
    WHERE space_uses.urgent_need_id = urgent_needs.id AND space_uses.ended_on IS NULL
)
WHERE status = 'open';
DROP INDEX a_space_once_for_a_need;
CREATE UNIQUE INDEX a_space_once_for_a_need ON space_uses (urgent_need_id, space_id)
    WHERE urgent_need_id IS NOT NULL AND ended_on IS NULL;
"""


def upgrade() -> None:
    script(GIVEN_BACK)


def downgrade() -> None:
    script("""
        DROP INDEX a_space_once_for_a_need;
        DELETE FROM space_uses WHERE urgent_need_id IS NOT NULL AND ended_on IS NOT NULL;
        CREATE UNIQUE INDEX a_space_once_for_a_need ON space_uses (urgent_need_id, space_id)
            WHERE urgent_need_id IS NOT NULL;
        ALTER TABLE space_uses DROP COLUMN ended_on;
    """)
