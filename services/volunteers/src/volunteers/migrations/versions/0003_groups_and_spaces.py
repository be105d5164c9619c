"""Groups and their membership; spaces, pledges and uses; urgent needs.

Revision ID: 0003
"""

from servicekit.operations.migrating import script

revision = "0003"
down_revision = "0002"

GROUPS = """
CREATE TABLE groups (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    status text NOT NULL CHECK (status IN ('waiting', 'registered', 'refused', 'closed')),
    owner_key text,
    name text NOT NULL,
    kind text NOT NULL,
    ward text NOT NULL,
    theme text,
    parent_group_id uuid REFERENCES groups,
    charity_number text,
    company_number text,
    members integer NOT NULL CHECK (members >= 0),
    counted_on date NOT NULL,
    idea_id uuid,
    project_id uuid,
    registered_on date NOT NULL,
    closed_on date,
    status_reason text,
    search tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('english', name)) STORED,
    CONSTRAINT no_group_is_its_own_parent CHECK (parent_group_id <> id)
);
CREATE UNIQUE INDEX one_group_of_a_name_in_a_ward ON groups (lower(name), ward)
    WHERE status IN ('waiting', 'registered');
CREATE INDEX groups_search ON groups USING gin (search);
CREATE INDEX groups_of_ward ON groups (ward, position);
CREATE INDEX groups_of_parent ON groups (parent_group_id);
CREATE TABLE membership_counts (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL REFERENCES groups,
    members integer NOT NULL CHECK (members >= 0),
    counted_on date NOT NULL
);
CREATE INDEX counts_of_group ON membership_counts (group_id);
"""

NEEDS = """
CREATE TABLE urgent_needs (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    status text NOT NULL CHECK (status IN ('open', 'met')),
    idea_id uuid,
    conversation_id uuid,
    ward text NOT NULL,
    title text NOT NULL,
    summary text,
    spaces_needed integer NOT NULL CHECK (spaces_needed >= 0),
    spaces_found integer NOT NULL DEFAULT 0,
    people_needed integer NOT NULL CHECK (people_needed >= 0),
    facilities text[] NOT NULL,
    raised_at timestamptz NOT NULL,
    deadline timestamptz NOT NULL,
    met_at timestamptz,
    CONSTRAINT no_more_spaces_than_needed CHECK (spaces_found BETWEEN 0 AND spaces_needed)
);
CREATE INDEX open_needs ON urgent_needs (deadline) WHERE status = 'open';
"""

SPACES = """
CREATE TABLE spaces (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    status text NOT NULL CHECK (status IN ('waiting', 'offered', 'refused', 'released')),
    owner_key text,
    organisation text NOT NULL,
    title text NOT NULL,
    kind text NOT NULL,
    ward text NOT NULL,
    facilities text[] NOT NULL,
    capacity integer CHECK (capacity >= 0),
    temporary boolean NOT NULL,
    available_from date,
    available_until date,
    idea_id uuid,
    project_id uuid,
    offered_for_need_id uuid,
    taken_by_need_id uuid REFERENCES urgent_needs,
    offered_on date NOT NULL,
    released_on date,
    status_reason text,
    search tsvector NOT NULL GENERATED ALWAYS AS
        (to_tsvector('english', title || ' ' || organisation)) STORED,
    CONSTRAINT available_in_order CHECK (available_until >= available_from)
);
CREATE INDEX spaces_search ON spaces USING gin (search);
CREATE INDEX spaces_of_ward ON spaces (ward, position);
CREATE TABLE pledges (
    id uuid PRIMARY KEY,
    space_id uuid NOT NULL REFERENCES spaces,
    pattern text NOT NULL CHECK (pattern IN ('weekly', 'concentrated')),
    minutes_a_week integer NOT NULL CHECK (minutes_a_week >= 120),
    minutes_a_year integer NOT NULL
        CONSTRAINT two_hours_a_week_or_104_a_year CHECK (minutes_a_year >= 6240),
    starts_on date NOT NULL,
    ends_on date,
    pledged_on date NOT NULL,
    ended_on date,
    CONSTRAINT pledge_ends_after_it_starts CHECK (ends_on >= starts_on)
);
CREATE UNIQUE INDEX one_pledge_of_a_space ON pledges (space_id) WHERE ended_on IS NULL;
CREATE TABLE space_uses (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    space_id uuid NOT NULL REFERENCES spaces,
    used_on date NOT NULL,
    purpose text NOT NULL,
    minutes integer NOT NULL CHECK (minutes BETWEEN 0 AND 1440),
    people integer CHECK (people >= 0),
    group_id uuid REFERENCES groups,
    pledge_id uuid REFERENCES pledges,
    urgent_need_id uuid REFERENCES urgent_needs
);
CREATE INDEX uses_of_space ON space_uses (space_id, used_on);
CREATE UNIQUE INDEX a_space_once_for_a_need ON space_uses (urgent_need_id, space_id)
    WHERE urgent_need_id IS NOT NULL;
"""


def upgrade() -> None:
    for sql in (GROUPS, NEEDS, SPACES):
        script(sql)


def downgrade() -> None:
    script("DROP TABLE space_uses, pledges, spaces, urgent_needs, membership_counts, groups;")
