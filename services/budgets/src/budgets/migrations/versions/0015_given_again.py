"""A year's money that was booked back whole by mistake is given to its ward again.

Revision ID: 0015
"""

from servicekit.operations.migrating import script

revision = "0015"
down_revision = "0014"

# Each allocation is followed by one at most, and only once it was booked back whole. Corrections
# are not corrected, so it stays that way: at any time one allocation of a ward and year stands at
# most, however many are made at once.
AGAIN = """
ALTER TABLE ledger_transactions ADD COLUMN instead_of uuid REFERENCES ledger_transactions;
ALTER TABLE ledger_transactions ADD CONSTRAINT only_an_allocation_stands_instead_of_another CHECK (
    instead_of IS NULL OR kind = 'allocation');
DROP INDEX one_allocation_a_ward_and_year;
CREATE UNIQUE INDEX one_allocation_a_ward_and_year
    ON ledger_transactions (ward, financial_year, instead_of) NULLS NOT DISTINCT
    WHERE kind = 'allocation';
CREATE FUNCTION ledger_given_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_transactions first
        WHERE first.id = NEW.instead_of AND first.id <> NEW.id AND first.kind = 'allocation'
            AND (first.ward, first.financial_year) = (NEW.ward, NEW.financial_year)
    ) OR EXISTS (
        SELECT FROM ledger_postings line
            JOIN ledger_transactions booked ON booked.id = line.transaction_id
        WHERE NEW.instead_of IN (booked.id, booked.corrects)
        GROUP BY line.account_id HAVING sum(line.amount) <> 0
    ) THEN
        RAISE EXCEPTION 'a year is given again in place of what was booked back whole'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_given_again AFTER INSERT ON ledger_transactions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.instead_of IS NOT NULL)
    EXECUTE FUNCTION ledger_given_again();
"""


def upgrade() -> None:
    """Adds what an allocation stands instead of, and lets the index and a trigger guard it."""
    script(AGAIN)


def downgrade() -> None:
    """Takes it away; a ledger in which a year was given again stays as it is."""
    script("""
        DROP INDEX one_allocation_a_ward_and_year;
        CREATE UNIQUE INDEX one_allocation_a_ward_and_year
            ON ledger_transactions (ward, financial_year) WHERE kind = 'allocation';
        DROP TRIGGER ledger_given_again ON ledger_transactions;
        DROP FUNCTION ledger_given_again;
        ALTER TABLE ledger_transactions DROP COLUMN instead_of;
    """)
