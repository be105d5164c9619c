"""Money that was booked by mistake, or paid and given back, is booked back by two people.

Revision ID: 0008
"""

from servicekit.operations.migrating import script

revision = "0008"
down_revision = "0007"

KIND = """
ALTER TABLE ledger_transactions ADD COLUMN corrects uuid REFERENCES ledger_transactions;
ALTER TABLE ledger_transactions DROP CONSTRAINT ledger_transactions_kind_check;
ALTER TABLE ledger_transactions ADD CONSTRAINT ledger_transactions_kind_check CHECK (kind IN (
    'allocation', 'reservation', 'commitment', 'payment', 'release', 'redirection',
    'carry-over', 'match-funding', 'sponsorship', 'correction'));
ALTER TABLE ledger_transactions ADD CONSTRAINT a_correction_names_what_it_corrects CHECK (
    (kind = 'correction') = (corrects IS NOT NULL));
CREATE INDEX ledger_transactions_corrects ON ledger_transactions (corrects)
    WHERE corrects IS NOT NULL;
"""

# All corrections of one transaction write to its accounts, whose row locks let them take turns; so
# each sees those before it. Reservations, commitments and releases follow a proposal's state. A
# correction itself is not corrected: who corrected by mistake books it again, which for an
# allocation is possible since 0015.
REVERSES = """
CREATE FUNCTION ledger_correction_reverses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_transactions WHERE id = NEW.corrects AND kind IN (
            'allocation', 'match-funding', 'sponsorship', 'carry-over', 'redirection', 'payment'))
    THEN
        RAISE EXCEPTION 'a transaction of that kind is not corrected'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT FROM ledger_postings back
            JOIN ledger_transactions correction ON correction.id = back.transaction_id
            LEFT JOIN ledger_postings first ON first.transaction_id = NEW.corrects
                AND first.account_id = back.account_id
        WHERE correction.corrects = NEW.corrects
        GROUP BY back.account_id, first.amount
        HAVING first.amount IS NULL OR bool_or(sign(back.amount) = sign(first.amount))
            OR abs(sum(back.amount)) > abs(first.amount)
    ) THEN
        RAISE EXCEPTION 'a correction takes back what was booked, and never more'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_correction_reverses AFTER INSERT ON ledger_transactions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'correction')
    EXECUTE FUNCTION ledger_correction_reverses();
"""

CORRECTIONS = """
CREATE TABLE ledger_corrections (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    transaction_id uuid REFERENCES ledger_transactions,
    payment_id uuid REFERENCES payments,
    state text NOT NULL CHECK (state IN ('entered', 'confirmed', 'refused')),
    amount bigint NOT NULL CHECK (amount > 0),
    reason text NOT NULL CHECK (reason <> ''),
    entered_by text NOT NULL,
    entered_on date NOT NULL,
    settled_by text,
    settled_on date,
    settled_for text,
    CHECK ((transaction_id IS NULL) <> (payment_id IS NULL)),
    CHECK ((state = 'entered') = (settled_by IS NULL)),
    CONSTRAINT confirmed_by_another_person CHECK (
        state <> 'confirmed' OR settled_by <> entered_by)
);
CREATE INDEX ledger_corrections_state ON ledger_corrections (state, position);
"""

# What was given back whole is as if it had not been paid: its instalment can be asked for again.
REPAID = """
ALTER TABLE payments ADD COLUMN repaid bigint NOT NULL DEFAULT 0;
ALTER TABLE payments ADD CONSTRAINT never_repaid_above_the_payment CHECK (
    repaid BETWEEN 0 AND amount AND (repaid = 0 OR state IN ('paid', 'repaid')));
ALTER TABLE payments DROP CONSTRAINT payments_state_check;
ALTER TABLE payments ADD CONSTRAINT payments_state_check CHECK (
    state IN ('requested', 'paid', 'refused', 'repaid') AND (state <> 'repaid' OR repaid = amount));
ALTER TABLE payments DROP CONSTRAINT paid_by_another_person;
ALTER TABLE payments ADD CONSTRAINT paid_by_another_person CHECK (
    state NOT IN ('paid', 'repaid') OR NOT two_people OR settled_by <> requested_by);
DROP INDEX an_instalment_is_paid_once;
CREATE UNIQUE INDEX an_instalment_is_paid_once ON payments (agreement_id, instalment)
    WHERE state NOT IN ('refused', 'repaid');
"""


def upgrade() -> None:
    """Adds the kind, what is asked for, and what was given back of a payment."""
    for sql in (KIND, REVERSES, CORRECTIONS, REPAID):
        script(sql)


def downgrade() -> None:
    """Takes all of it away; a ledger with corrections in it stays as it is."""
    script("""
        DROP INDEX an_instalment_is_paid_once;
        CREATE UNIQUE INDEX an_instalment_is_paid_once ON payments (agreement_id, instalment)
            WHERE state <> 'refused';
        ALTER TABLE payments DROP CONSTRAINT paid_by_another_person;
        ALTER TABLE payments ADD CONSTRAINT paid_by_another_person CHECK (
            state <> 'paid' OR NOT two_people OR settled_by <> requested_by);
        ALTER TABLE payments DROP CONSTRAINT payments_state_check;
        ALTER TABLE payments ADD CONSTRAINT payments_state_check CHECK (
            state IN ('requested', 'paid', 'refused'));
        ALTER TABLE payments DROP COLUMN repaid;
        DROP TABLE ledger_corrections;
        DROP TRIGGER ledger_correction_reverses ON ledger_transactions;
        DROP FUNCTION ledger_correction_reverses;
        ALTER TABLE ledger_transactions DROP CONSTRAINT ledger_transactions_kind_check;
        ALTER TABLE ledger_transactions ADD CONSTRAINT ledger_transactions_kind_check CHECK (
            kind IN ('allocation', 'reservation', 'commitment', 'payment', 'release',
            'redirection', 'carry-over', 'match-funding', 'sponsorship'));
        ALTER TABLE ledger_transactions DROP COLUMN corrects;
    """)
