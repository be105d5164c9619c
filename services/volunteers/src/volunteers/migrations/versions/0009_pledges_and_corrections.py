"""Pledges follow one another; checks are revoked; entries are put right.

Revision ID: 0009
"""

from servicekit.operations.migrating import script

revision = "0009"
down_revision = "0008"

# Two ranges can share an exclusion constraint without an extension; a single space is a range too.
PLEDGES = """
CREATE TYPE space_range AS RANGE (subtype = uuid);
ALTER TABLE pledges ADD CONSTRAINT one_pledge_of_a_space_at_a_time EXCLUDE USING gist (
    space_range(space_id, space_id, '[]') WITH &&,
    daterange(starts_on, ends_on, '[]') WITH &&) WHERE (ended_on IS NULL);
DROP INDEX one_pledge_of_a_space;
CREATE INDEX pledges_of_space ON pledges (space_id);
"""


CHECKS = """
ALTER TABLE checks ADD COLUMN revoked_on date, ADD COLUMN revoked_reason text;
"""


STAFF_TIME = """
ALTER TABLE staff_time DROP CONSTRAINT staff_time_people_check,
    DROP CONSTRAINT staff_time_minutes_check,
    ADD CONSTRAINT people_if_any_minutes
        CHECK (minutes >= 0 AND people >= 0 AND (minutes > 0) = (people > 0));
CREATE TABLE staff_time_corrections (
    id uuid PRIMARY KEY,
    staff_time_id uuid NOT NULL REFERENCES staff_time,
    change integer NOT NULL,
    people_change integer NOT NULL,
    reason text NOT NULL,
    corrected_on date NOT NULL,
    CONSTRAINT something_was_put_right CHECK (change <> 0 OR people_change <> 0)
);
CREATE INDEX corrections_of_staff_time ON staff_time_corrections (staff_time_id);
"""

USES = """
CREATE TABLE use_corrections (
    id uuid PRIMARY KEY,
    use_id uuid NOT NULL REFERENCES space_uses,
    change integer NOT NULL,
    people_before integer,
    reason text NOT NULL,
    corrected_on date NOT NULL
);
CREATE INDEX corrections_of_use ON use_corrections (use_id);
"""


def upgrade() -> None:
    for sql in (PLEDGES, CHECKS, STAFF_TIME, USES):
        script(sql)


def downgrade() -> None:
    script("""
        DROP TABLE use_corrections, staff_time_corrections;
        DELETE FROM staff_time WHERE minutes = 0;
        ALTER TABLE staff_time DROP CONSTRAINT people_if_any_minutes,
            ADD CONSTRAINT staff_time_people_check CHECK (people > 0),
            ADD CONSTRAINT staff_time_minutes_check CHECK (minutes > 0);
        ALTER TABLE checks DROP COLUMN revoked_reason, DROP COLUMN revoked_on;
        DROP INDEX pledges_of_space;
        CREATE UNIQUE INDEX one_pledge_of_a_space ON pledges (space_id) WHERE ended_on IS NULL;
        ALTER TABLE pledges DROP CONSTRAINT one_pledge_of_a_space_at_a_time;
        DROP TYPE space_range;
    """)
