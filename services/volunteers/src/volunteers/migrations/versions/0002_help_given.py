"""Opportunities, placements, bookings, hours and staff time.

Revision ID: 0002
"""

from servicekit.operations.migrating import script

revision = "0002"
down_revision = "0001"

OPPORTUNITIES = """
CREATE TABLE opportunities (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    status text NOT NULL CHECK (status IN ('open', 'closed')),
    title text NOT NULL,
    about text NOT NULL,
    role text NOT NULL,
    places integer NOT NULL CHECK (places > 0),
    filled integer NOT NULL DEFAULT 0,
    ward text NOT NULL,
    theme text,
    organisation text,
    department text,
    pilot text,
    check_level text NOT NULL,
    starts_on date,
    ends_on date,
    attendance text NOT NULL CHECK (attendance IN ('every-day', 'by-arrangement')),
    parts text[] NOT NULL,
    skills text[] NOT NULL,
    languages text[] NOT NULL,
    award_id uuid,
    project_id uuid,
    idea_id uuid,
    urgent_need_id uuid,
    opened_on date NOT NULL,
    closed_on date,
    closed_reason text,
    search tsvector NOT NULL GENERATED ALWAYS AS
        (to_tsvector('english', title || ' ' || about || ' ' || coalesce(organisation, ''))) STORED,
    CONSTRAINT never_more_than_its_places CHECK (filled BETWEEN 0 AND places),
    CONSTRAINT ends_after_it_starts CHECK (ends_on >= starts_on)
);
CREATE INDEX opportunities_search ON opportunities USING gin (search);
CREATE INDEX opportunities_of_ward ON opportunities (ward, position);
CREATE INDEX opportunities_of_project ON opportunities (project_id);
CREATE INDEX opportunities_of_need ON opportunities (urgent_need_id);
"""

# The primary key of bookings is the rule that nobody is in two places at one time.
PLACEMENTS = """
CREATE TABLE placements (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    opportunity_id uuid NOT NULL REFERENCES opportunities,
    volunteer_id uuid NOT NULL REFERENCES volunteers,
    status text NOT NULL CHECK (status IN ('asked', 'confirmed', 'refused', 'ended')),
    message text,
    asked_on date NOT NULL,
    confirmed_on date,
    starts_on date,
    ends_on date,
    ended_on date,
    end_reason text,
    minutes integer NOT NULL DEFAULT 0 CONSTRAINT never_less_than_nothing CHECK (minutes >= 0),
    CONSTRAINT placement_ends_after_it_starts CHECK (ends_on >= starts_on)
);
CREATE UNIQUE INDEX placed_once ON placements (opportunity_id, volunteer_id)
    WHERE status IN ('asked', 'confirmed');
CREATE INDEX placements_of_volunteer ON placements (volunteer_id);
CREATE INDEX placements_of_opportunity ON placements (opportunity_id);
CREATE TABLE bookings (
    volunteer_id uuid NOT NULL REFERENCES volunteers,
    day date NOT NULL,
    part text NOT NULL CHECK (part IN ('morning', 'afternoon', 'evening')),
    placement_id uuid NOT NULL REFERENCES placements,
    PRIMARY KEY (volunteer_id, day, part)
);
CREATE INDEX bookings_of_placement ON bookings (placement_id);
"""

HOURS = """
CREATE TABLE hours (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    placement_id uuid NOT NULL REFERENCES placements,
    volunteer_id uuid NOT NULL REFERENCES volunteers,
    day date NOT NULL,
    minutes integer NOT NULL CHECK (minutes BETWEEN 0 AND 1440),
    told_by text NOT NULL CHECK (told_by IN ('volunteer', 'coordinator'))
);
CREATE INDEX hours_of_placement ON hours (placement_id);
CREATE TABLE hour_corrections (
    id uuid PRIMARY KEY,
    entry_id uuid NOT NULL REFERENCES hours,
    change integer NOT NULL CHECK (change <> 0),
    reason text NOT NULL,
    note text,
    corrected_on date NOT NULL
);
CREATE INDEX corrections_of_entry ON hour_corrections (entry_id);
CREATE TABLE volunteer_days (
    volunteer_id uuid NOT NULL REFERENCES volunteers,
    day date NOT NULL,
    minutes integer NOT NULL,
    PRIMARY KEY (volunteer_id, day),
    CONSTRAINT a_day_has_24_hours CHECK (minutes BETWEEN 0 AND 1440)
);
"""

STAFF_TIME = """
CREATE TABLE staff_time (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    department text NOT NULL,
    ward text,
    project_id uuid,
    idea_id uuid,
    people integer NOT NULL CHECK (people > 0),
    minutes integer NOT NULL CHECK (minutes > 0),
    given_on date NOT NULL,
    CONSTRAINT for_a_project_or_an_area
        CHECK (coalesce(ward, project_id::text, idea_id::text) IS NOT NULL)
);
CREATE INDEX staff_time_of_department ON staff_time (department);
"""


def upgrade() -> None:
    for sql in (OPPORTUNITIES, PLACEMENTS, HOURS, STAFF_TIME):
        script(sql)


def downgrade() -> None:
    script("""
        DROP TABLE staff_time, volunteer_days, hour_corrections, hours, bookings, placements,
            opportunities;
    """)
