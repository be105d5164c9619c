"""Awards, agreements, payments, monitoring and projects.

Revision ID: 0003
"""

from servicekit.operations.migrating import script

revision = "0003"
down_revision = "0002"

AWARDS = """
CREATE TABLE awards (
    id uuid PRIMARY KEY,
    proposal_id uuid NOT NULL UNIQUE REFERENCES proposals,
    project_id uuid NOT NULL UNIQUE,
    amount bigint NOT NULL CHECK (amount > 0),
    match_funding bigint NOT NULL DEFAULT 0 CHECK (match_funding >= 0),
    purpose text,
    organisation text NOT NULL,
    volunteer_places integer NOT NULL DEFAULT 0,
    volunteer_roles jsonb NOT NULL DEFAULT '[]',
    awarded_on date NOT NULL,
    awarded_by text NOT NULL,
    starts_on date,
    ends_on date
);
CREATE TABLE award_shares (
    award_id uuid NOT NULL REFERENCES awards,
    ward text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    PRIMARY KEY (award_id, ward)
);
CREATE TABLE award_conditions (
    award_id uuid NOT NULL REFERENCES awards,
    code text NOT NULL,
    title text NOT NULL,
    due_on date,
    met_on date,
    evidence text,
    PRIMARY KEY (award_id, code),
    CHECK ((met_on IS NULL) = (evidence IS NULL))
);
"""

AGREEMENTS = """
CREATE TABLE agreements (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL UNIQUE REFERENCES awards,
    state text NOT NULL CHECK (state IN ('running', 'suspended', 'ended')),
    payment_basis text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    paid bigint NOT NULL DEFAULT 0 CHECK (paid >= 0),
    asked bigint NOT NULL DEFAULT 0 CHECK (asked >= 0),
    signed_on date NOT NULL,
    signed_by text NOT NULL,
    starts_on date,
    ends_on date,
    suspended_for text,
    ended_on date,
    end_reason text,
    released bigint,
    CONSTRAINT never_paid_above_the_agreement CHECK (paid + asked <= amount)
);
CREATE TABLE instalments (
    agreement_id uuid NOT NULL REFERENCES agreements,
    code text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    due_on date,
    condition text,
    PRIMARY KEY (agreement_id, code)
);
CREATE TABLE payments (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    agreement_id uuid NOT NULL REFERENCES agreements,
    state text NOT NULL CHECK (state IN ('requested', 'paid', 'refused')),
    amount bigint NOT NULL CHECK (amount > 0),
    instalment text,
    evidence text,
    two_people boolean NOT NULL,
    requested_by text NOT NULL,
    requested_on date NOT NULL,
    settled_by text,
    settled_on date,
    reason text,
    FOREIGN KEY (agreement_id, instalment) REFERENCES instalments (agreement_id, code),
    CONSTRAINT paid_by_another_person CHECK (
        state <> 'paid' OR NOT two_people OR settled_by <> requested_by),
    CHECK ((state = 'requested') = (settled_by IS NULL))
);
CREATE UNIQUE INDEX an_instalment_is_paid_once ON payments (agreement_id, instalment)
    WHERE state <> 'refused';
CREATE INDEX payments_agreement ON payments (agreement_id);
CREATE TABLE monitoring (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    agreement_id uuid NOT NULL REFERENCES agreements,
    kind text NOT NULL,
    occurred_on date NOT NULL,
    summary text,
    measures jsonb NOT NULL,
    prizes jsonb NOT NULL DEFAULT '[]',
    recorded_by text NOT NULL
);
CREATE INDEX monitoring_agreement ON monitoring (agreement_id);
"""

PROJECTS = """
CREATE TABLE projects (
    id uuid PRIMARY KEY,
    award_id uuid NOT NULL UNIQUE REFERENCES awards,
    state text NOT NULL CHECK (state IN ('running', 'completed')),
    completed_on date,
    spent bigint CHECK (spent >= 0),
    measures jsonb NOT NULL DEFAULT '[]',
    summary text,
    CHECK ((state = 'completed') = (completed_on IS NOT NULL))
);
CREATE TABLE follow_ups (
    project_id uuid NOT NULL REFERENCES projects,
    months_after integer NOT NULL,
    still_going boolean NOT NULL,
    asked_on date NOT NULL,
    summary text,
    PRIMARY KEY (project_id, months_after)
);
CREATE TABLE continuations (
    project_id uuid NOT NULL REFERENCES projects,
    funder text NOT NULL,
    amount bigint CHECK (amount >= 0),
    told_on date NOT NULL,
    summary text,
    PRIMARY KEY (project_id, funder)
);
CREATE TABLE replications (
    project_id uuid NOT NULL REFERENCES projects,
    ward text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('planned', 'started')),
    told_on date NOT NULL,
    idea_id uuid,
    proposal_id uuid,
    summary text,
    PRIMARY KEY (project_id, ward, stage)
);
"""


def upgrade() -> None:
    """Makes what follows a decision."""
    for sql in (AWARDS, AGREEMENTS, PROJECTS):
        script(sql)


def downgrade() -> None:
    """Takes it away."""
    script("""
        DROP TABLE replications, continuations, follow_ups, projects, monitoring, payments,
            instalments, agreements, award_conditions, award_shares, awards;
    """)
