"""What is known of schemes; volunteers and their checks.

Revision ID: 0001
"""

from servicekit.operations.migrating import script

revision = "0001"
down_revision = None

SCHEMES = """
CREATE TABLE ideas (
    id uuid PRIMARY KEY,
    ward text,
    theme text,
    title text,
    title_event_id uuid,
    status text NOT NULL,
    merged_into uuid
);
CREATE TABLE projects (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL UNIQUE,
    idea_id uuid,
    title text NOT NULL,
    organisation text NOT NULL,
    theme text NOT NULL,
    ward text NOT NULL,
    starts_on date,
    ends_on date,
    status text NOT NULL CHECK (status IN ('running', 'suspended', 'ended', 'completed'))
);
CREATE TABLE conversations (
    id uuid PRIMARY KEY,
    title text NOT NULL,
    department text NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'closed'))
);
"""

# What an erased row may still hold is what events have told already: kind and department.
VOLUNTEERS = """
CREATE TABLE volunteers (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    person_key text UNIQUE CHECK (person_key ~ '^[0-9a-f]{64}$'),
    status text NOT NULL CHECK (status IN ('active', 'withdrawn', 'erased')),
    kind text NOT NULL CHECK (kind IN ('resident', 'council-staff', 'company')),
    department text,
    company text,
    ward text,
    known_as text,
    contact text,
    skills text[] NOT NULL,
    interests text[] NOT NULL,
    languages text[] NOT NULL,
    availability text[] NOT NULL,
    travel_metres integer CHECK (travel_metres >= 0),
    consent_on date,
    registered_on date NOT NULL,
    withdrawn_on date,
    CONSTRAINT staff_have_a_department CHECK (kind <> 'council-staff' OR department IS NOT NULL),
    CONSTRAINT kept_with_consent
        CHECK (status = 'erased' OR (consent_on IS NOT NULL AND ward IS NOT NULL)),
    CONSTRAINT erased_is_empty CHECK (status <> 'erased' OR (
        person_key IS NULL AND company IS NULL AND ward IS NULL AND known_as IS NULL
        AND contact IS NULL AND travel_metres IS NULL AND consent_on IS NULL
        AND skills = '{}' AND interests = '{}' AND languages = '{}' AND availability = '{}'))
);
CREATE INDEX volunteers_of_ward ON volunteers (ward) WHERE status = 'active';
"""

CHECKS = """
CREATE TABLE checks (
    id uuid PRIMARY KEY,
    volunteer_id uuid NOT NULL REFERENCES volunteers,
    level text NOT NULL CHECK (level IN ('basic', 'standard', 'enhanced', 'enhanced-barred')),
    issued_on date NOT NULL,
    expires_on date NOT NULL,
    expiry_told_at timestamptz,
    CONSTRAINT expires_after_it_is_issued CHECK (expires_on >= issued_on)
);
CREATE INDEX checks_of_volunteer ON checks (volunteer_id);
"""


def upgrade() -> None:
    for sql in (SCHEMES, VOLUNTEERS, CHECKS):
        script(sql)


def downgrade() -> None:
    script("DROP TABLE checks, volunteers, conversations, projects, ideas;")
