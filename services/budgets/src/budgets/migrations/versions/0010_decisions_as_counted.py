"""Decisions in the order in which they were opened, and how each ward had voted at the closing.

Revision ID: 0010
"""

from servicekit.operations.migrating import script

revision = "0010"
down_revision = "0009"

# Of a proposal only its last decision can be open, so those that are there already have an order
# but for several that were closed on one day.
POSITION = """
ALTER TABLE decisions ADD COLUMN position bigint;
UPDATE decisions SET position = ordered.position FROM (
    SELECT id, row_number() OVER (
        ORDER BY opened_on, state = 'open', decided_on, outcome <> 'returned', id) AS position
    FROM decisions
) ordered WHERE ordered.id = decisions.id;
ALTER TABLE decisions ALTER COLUMN position SET NOT NULL;
ALTER TABLE decisions ALTER COLUMN position ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval(pg_get_serial_sequence('decisions', 'position'),
    (SELECT coalesce(max(position), 0) + 1 FROM decisions), false);
ALTER TABLE decisions ADD CONSTRAINT decisions_position UNIQUE (position);
"""

TALLY = "ALTER TABLE decision_wards ADD COLUMN tally jsonb;"


def upgrade() -> None:
    """Adds both; what was closed before is counted as it was until now."""
    for sql in (POSITION, TALLY):
        script(sql)


def downgrade() -> None:
    """Takes both away."""
    script("""
        ALTER TABLE decision_wards DROP COLUMN tally;
        ALTER TABLE decisions DROP COLUMN position;
    """)
