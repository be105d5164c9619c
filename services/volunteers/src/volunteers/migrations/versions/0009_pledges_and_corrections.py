"""Pledges follow one another.

Revision ID: 0009
"""

from servicekit.operations.migrating import script

revision = "0009"
down_revision = "0005"

# Two ranges can share an exclusion constraint without an extension; a single space is a range too.
PLEDGES = """
CREATE TYPE space_range AS RANGE (subtype = uuid);
ALTER TABLE pledges ADD CONSTRAINT one_pledge_of_a_space_at_a_time EXCLUDE USING gist (
    space_range(space_id, space_id, '[]') WITH &&,
    daterange(starts_on, ends_on, '[]') WITH &&) WHERE (ended_on IS NULL);
DROP INDEX one_pledge_of_a_space;
CREATE INDEX pledges_of_space ON pledges (space_id);
"""


def upgrade() -> None:
    script(PLEDGES)


def downgrade() -> None:
    script("""
        DROP INDEX pledges_of_space;
        CREATE UNIQUE INDEX one_pledge_of_a_space ON pledges (space_id) WHERE ended_on IS NULL;
        ALTER TABLE pledges DROP CONSTRAINT one_pledge_of_a_space_at_a_time;
        DROP TYPE space_range;
    """)
