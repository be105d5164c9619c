"""The ledger: append-only double entry, whose rules the database keeps by itself.

Revision ID: 0001
"""

from servicekit.operations.migrating import script

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE ledger_accounts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ward text NOT NULL,
    financial_year text NOT NULL,
    kind text NOT NULL,
    balance bigint NOT NULL DEFAULT 0,
    UNIQUE (ward, financial_year, kind),
    CONSTRAINT ward_money_never_overspent CHECK (
        kind NOT IN ('available', 'reserved', 'committed', 'paid') OR balance >= 0),
    CONSTRAINT sources_only_give CHECK (
        kind NOT IN ('council', 'match-funding', 'sponsorship') OR balance <= 0),
    CONSTRAINT known_kind CHECK (kind IN (
        'available', 'reserved', 'committed', 'paid', 'council', 'match-funding', 'sponsorship'))
);
CREATE TABLE ledger_transactions (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    ward text NOT NULL,
    financial_year text NOT NULL,
    kind text NOT NULL CHECK (kind IN (
        'allocation', 'reservation', 'commitment', 'payment', 'release', 'redirection',
        'carry-over', 'match-funding', 'sponsorship')),
    proposal_id uuid,
    award_id uuid,
    reason text,
    occurred_on date NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    recorded_by text NOT NULL,
    made_in xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE UNIQUE INDEX one_allocation_a_ward_and_year
    ON ledger_transactions (ward, financial_year) WHERE kind = 'allocation';
CREATE UNIQUE INDEX one_commitment_a_ward_and_award
    ON ledger_transactions (ward, award_id) WHERE kind = 'commitment';
CREATE INDEX ledger_transactions_ward ON ledger_transactions (ward, position);
CREATE INDEX ledger_transactions_proposal ON ledger_transactions (proposal_id);
CREATE TABLE ledger_postings (
    transaction_id uuid NOT NULL REFERENCES ledger_transactions,
    account_id bigint NOT NULL REFERENCES ledger_accounts,
    amount bigint NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (transaction_id, account_id)
);
CREATE INDEX ledger_postings_account ON ledger_postings (account_id);
"""

# A balance is what its postings sum to because nothing else can change it. The UPDATE takes the
# account's row lock, so two postings on one account take turns even where the code forgot to.
BALANCES = """
CREATE FUNCTION ledger_apply_posting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT made_in FROM ledger_transactions WHERE id = NEW.transaction_id)
            IS DISTINCT FROM pg_current_xact_id() THEN
        RAISE EXCEPTION 'a ledger transaction is complete when it is committed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    UPDATE ledger_accounts SET balance = balance + NEW.amount WHERE id = NEW.account_id;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_apply_posting AFTER INSERT ON ledger_postings
    FOR EACH ROW EXECUTE FUNCTION ledger_apply_posting();

CREATE FUNCTION ledger_guard_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.balance = 0 THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 AND
            (NEW.ward, NEW.financial_year, NEW.kind) = (OLD.ward, OLD.financial_year, OLD.kind) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'only postings change an account'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ledger_guard_account BEFORE INSERT OR UPDATE OR DELETE ON ledger_accounts
    FOR EACH ROW EXECUTE FUNCTION ledger_guard_account();
"""

BALANCED = """
CREATE FUNCTION ledger_transaction_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lines integer;
    total numeric;
BEGIN
    SELECT count(*), coalesce(sum(amount), 0) INTO lines, total
        FROM ledger_postings WHERE transaction_id = NEW.id;
    IF lines < 2 OR total <> 0 THEN
        RAISE EXCEPTION 'the postings of a ledger transaction sum to zero, not to % in % lines',
            total, lines USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_transaction_balances AFTER INSERT ON ledger_transactions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transaction_balances();
"""

APPEND_ONLY = """
CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: a mistake is corrected by another transaction', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_postings
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
CREATE TRIGGER append_only BEFORE TRUNCATE ON ledger_accounts
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
"""


def upgrade() -> None:
    """Makes the ledger."""
    for sql in (TABLES, BALANCES, BALANCED, APPEND_ONLY):
        script(sql)


def downgrade() -> None:
    """Takes the ledger away."""
    script("""
        DROP TABLE ledger_postings, ledger_transactions, ledger_accounts;
        DROP FUNCTION ledger_apply_posting, ledger_guard_account, ledger_transaction_balances,
            ledger_append_only;
    """)
