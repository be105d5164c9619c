"""The register of councillors' terms, groups, proposals, decisions and awards.

Revision ID: 0002
"""

from servicekit.operations.migrating import script

revision = "0002"
down_revision = "0001"

# No two people in one seat, and nobody in two seats, at one time. Ranges of dates and texts
# cannot share an exclusion constraint without an extension; a box of (seat, days) can. All numbers
# stay below 2^53, where a double is exact; of a person key 52 bits are enough to tell apart.
COUNCILLORS = """
CREATE FUNCTION day_number(day date) RETURNS double precision LANGUAGE sql IMMUTABLE
    AS $$ SELECT (coalesce(day, DATE '9999-12-31') - DATE '1900-01-01')::double precision $$;
CREATE FUNCTION seat_number(ward text, seat integer) RETURNS double precision LANGUAGE sql IMMUTABLE
    AS $$ SELECT ((ascii(ward) * 100000000::bigint + substr(ward, 2)::bigint) * 100 + seat
        )::double precision $$;
CREATE FUNCTION person_number(person_key text) RETURNS double precision LANGUAGE sql IMMUTABLE
    AS $$ SELECT (('x' || substr(person_key, 1, 13))::bit(52)::bigint)::double precision $$;
CREATE TABLE councillor_terms (
    id uuid PRIMARY KEY,
    person_key text NOT NULL CHECK (person_key ~ '^[0-9a-f]{64}$'),
    ward text NOT NULL CHECK (ward ~ '^[A-Z][0-9]{8}$'),
    seat integer NOT NULL CHECK (seat BETWEEN 1 AND 99),
    starts_on date NOT NULL,
    ends_on date,
    CONSTRAINT term_ends_after_it_begins CHECK (ends_on >= starts_on),
    CONSTRAINT one_councillor_a_seat EXCLUDE USING gist (
        box(point(seat_number(ward, seat), day_number(starts_on)),
            point(seat_number(ward, seat), day_number(ends_on))) WITH &&),
    CONSTRAINT one_seat_a_councillor EXCLUDE USING gist (
        box(point(person_number(person_key), day_number(starts_on)),
            point(person_number(person_key), day_number(ends_on))) WITH &&)
);
CREATE INDEX councillor_terms_person ON councillor_terms (person_key);
CREATE TABLE known_groups (
    id uuid PRIMARY KEY,
    organisation text NOT NULL,
    ward text NOT NULL,
    kind text NOT NULL,
    theme text,
    charity_number text,
    company_number text,
    members bigint NOT NULL DEFAULT 0,
    closed_on date
);
"""

PROPOSALS = """
CREATE TABLE proposals (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    state text NOT NULL CHECK (state IN ('submitted', 'opened', 'researched', 'assessed',
        'deciding', 'approved', 'awarded', 'declined', 'withdrawn')),
    origin text NOT NULL,
    idea_id uuid,
    original_idea_id uuid,
    referral_id uuid UNIQUE,
    text_event_id uuid,
    replica_of uuid,
    title text NOT NULL,
    summary text,
    wards text[] NOT NULL CHECK (cardinality(wards) > 0),
    theme text NOT NULL,
    area text,
    policy text NOT NULL,
    financial_year text NOT NULL,
    estimated bigint CHECK (estimated >= 0),
    applicant_kind text NOT NULL,
    organisation text,
    charity_number text,
    company_number text,
    group_id uuid,
    volunteer_places integer NOT NULL DEFAULT 0,
    opened_on date NOT NULL,
    opened_by text NOT NULL,
    cost bigint CHECK (cost > 0),
    starts_on date,
    ends_on date,
    notes text,
    researched_on date,
    researched_by text,
    assessed_on date,
    assessed_by text,
    ended_on date,
    reason text,
    reasons text
);
CREATE INDEX proposals_idea ON proposals (idea_id);
CREATE INDEX proposals_wards ON proposals USING gin (wards);
CREATE INDEX proposals_text ON proposals (text_event_id);
CREATE TABLE proposal_lines (
    proposal_id uuid NOT NULL REFERENCES proposals,
    position integer NOT NULL,
    title text NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (proposal_id, position)
);
CREATE TABLE proposal_shares (
    proposal_id uuid NOT NULL REFERENCES proposals,
    ward text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    PRIMARY KEY (proposal_id, ward)
);
CREATE TABLE proposal_judgements (
    proposal_id uuid NOT NULL REFERENCES proposals,
    criterion text NOT NULL,
    judgement text NOT NULL CHECK (judgement IN ('met', 'not-met')),
    reason text NOT NULL CHECK (reason <> ''),
    PRIMARY KEY (proposal_id, criterion)
);
CREATE TABLE told_texts (
    event_id uuid PRIMARY KEY,
    proposal_id uuid NOT NULL REFERENCES proposals
);
CREATE INDEX told_texts_proposal ON told_texts (proposal_id);
"""

DECISIONS = """
CREATE TABLE decisions (
    id uuid PRIMARY KEY,
    proposal_id uuid NOT NULL REFERENCES proposals,
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    opened_on date NOT NULL,
    outcome text CHECK (outcome IN ('approved', 'declined', 'returned', 'withdrawn')),
    method text,
    amount bigint CHECK (amount >= 0),
    reasons text,
    decided_on date,
    CHECK ((state = 'closed') = (outcome IS NOT NULL))
);
CREATE UNIQUE INDEX one_open_decision ON decisions (proposal_id) WHERE state = 'open';
CREATE TABLE decision_wards (
    decision_id uuid NOT NULL REFERENCES decisions,
    ward text NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0),
    referred_choice text CHECK (referred_choice IN ('in-favour', 'against')),
    referred_reason text,
    outcome text CHECK (outcome IN ('approved', 'declined')),
    PRIMARY KEY (decision_id, ward)
);
CREATE TABLE votes (
    decision_id uuid NOT NULL REFERENCES decisions,
    ward text NOT NULL,
    seat integer NOT NULL,
    term_id uuid NOT NULL REFERENCES councillor_terms,
    interest text NOT NULL CHECK (interest IN ('none', 'personal', 'pecuniary')),
    interest_detail text,
    choice text CHECK (choice IN ('in-favour', 'against', 'abstain')),
    reason text,
    cast_on date NOT NULL,
    recorded_by text NOT NULL,
    changes integer NOT NULL DEFAULT 0,
    PRIMARY KEY (decision_id, ward, seat),
    FOREIGN KEY (decision_id, ward) REFERENCES decision_wards (decision_id, ward),
    CONSTRAINT no_vote_with_a_pecuniary_interest CHECK ((interest = 'pecuniary') = (choice IS NULL))
);
CREATE TABLE approvals (
    proposal_id uuid NOT NULL REFERENCES proposals,
    approval text NOT NULL,
    approved boolean NOT NULL,
    reason text NOT NULL,
    given_by text NOT NULL,
    given_on date NOT NULL,
    PRIMARY KEY (proposal_id, approval)
);
"""


def upgrade() -> None:
    """Makes what leads to a decision."""
    for sql in (COUNCILLORS, PROPOSALS, DECISIONS):
        script(sql)


def downgrade() -> None:
    """Takes it away."""
    script("""
        DROP TABLE approvals, votes, decision_wards, decisions, told_texts, proposal_judgements,
            proposal_shares, proposal_lines, proposals, known_groups, councillor_terms;
        DROP FUNCTION day_number, seat_number, person_number;
    """)
