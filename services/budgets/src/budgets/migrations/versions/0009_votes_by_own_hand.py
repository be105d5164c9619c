"""A vote by own hand is changed by that hand alone, an interest is a person's, nothing is lost.

Revision ID: 0009
"""

from servicekit.operations.migrating import script

revision = "0009"
down_revision = "0008"

# Whatever a vote was before it was changed stays here; also who declared an interest in a seat
# that somebody else holds by now.
SUPERSEDED = """
CREATE TABLE superseded_votes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    decision_id uuid NOT NULL,
    ward text NOT NULL,
    seat integer NOT NULL,
    term_id uuid NOT NULL REFERENCES councillor_terms,
    interest text NOT NULL,
    interest_detail text,
    choice text,
    reason text,
    cast_on date NOT NULL,
    recorded_by text NOT NULL,
    superseded_at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (decision_id, ward) REFERENCES decision_wards (decision_id, ward)
);
CREATE INDEX superseded_votes_decision ON superseded_votes (decision_id);
CREATE FUNCTION superseded_votes_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'votes that were changed stay as they were'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON superseded_votes
    FOR EACH STATEMENT EXECUTE FUNCTION superseded_votes_stay();
"""

# In the order of their names the guards fire before what they let through is kept.
GUARDS = """
DROP TRIGGER declared_interests_stay ON votes;
DROP FUNCTION keep_declared_interests;
CREATE FUNCTION votes_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    person text := (SELECT person_key FROM councillor_terms WHERE id = OLD.term_id);
BEGIN
    IF OLD.interest = 'pecuniary' AND (TG_OP = 'DELETE' OR person =
            (SELECT person_key FROM councillor_terms WHERE id = NEW.term_id)) THEN
        RAISE EXCEPTION 'a declared pecuniary interest is not taken back'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a vote stays' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.interest <> 'pecuniary' AND OLD.recorded_by = person
            AND NEW.recorded_by <> OLD.recorded_by THEN
        RAISE EXCEPTION 'a vote by own hand is changed by that hand alone'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER votes_guard BEFORE UPDATE OR DELETE ON votes
    FOR EACH ROW EXECUTE FUNCTION votes_guard();

CREATE FUNCTION votes_of_who_declared() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.interest <> 'pecuniary' AND EXISTS (
        SELECT FROM (
            SELECT decision_id, term_id, interest FROM votes
                WHERE (ward, seat) <> (NEW.ward, NEW.seat)
            UNION ALL SELECT decision_id, term_id, interest FROM superseded_votes
        ) said
            JOIN councillor_terms theirs ON theirs.id = said.term_id
            JOIN councillor_terms own ON own.id = NEW.term_id
        WHERE said.decision_id = NEW.decision_id AND said.interest = 'pecuniary'
            AND theirs.person_key = own.person_key
    ) THEN
        RAISE EXCEPTION 'who declared a pecuniary interest takes no part, from whichever seat'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER votes_of_who_declared BEFORE INSERT OR UPDATE ON votes
    FOR EACH ROW EXECUTE FUNCTION votes_of_who_declared();

CREATE FUNCTION votes_keep_superseded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO superseded_votes (decision_id, ward, seat, term_id, interest, interest_detail,
            choice, reason, cast_on, recorded_by)
        VALUES (OLD.decision_id, OLD.ward, OLD.seat, OLD.term_id, OLD.interest,
            OLD.interest_detail, OLD.choice, OLD.reason, OLD.cast_on, OLD.recorded_by);
    RETURN NULL;
END $$;
CREATE TRIGGER votes_keep_superseded AFTER UPDATE ON votes
    FOR EACH ROW EXECUTE FUNCTION votes_keep_superseded();
"""


def upgrade() -> None:
    """Adds the table of earlier votes, and the guards."""
    for sql in (SUPERSEDED, GUARDS):
        script(sql)


def downgrade() -> None:
    """Takes both away: a declaration keeps its seat out again."""
    script("""
        DROP TRIGGER votes_keep_superseded ON votes;
        DROP TRIGGER votes_of_who_declared ON votes;
        DROP TRIGGER votes_guard ON votes;
        DROP FUNCTION votes_keep_superseded, votes_of_who_declared, votes_guard;
        DROP TABLE superseded_votes;
        DROP FUNCTION superseded_votes_stay;
        CREATE FUNCTION keep_declared_interests() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.interest = 'pecuniary' THEN
                RAISE EXCEPTION 'a declared pecuniary interest is not taken back'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        END $$;
        CREATE TRIGGER declared_interests_stay BEFORE UPDATE OR DELETE ON votes
            FOR EACH ROW EXECUTE FUNCTION keep_declared_interests();
    """)
