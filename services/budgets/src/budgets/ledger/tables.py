"""The ledger's tables; triggers keep balances, and refuse what does not balance."""

from sqlalchemy import BigInteger, Column, Date, DateTime, ForeignKey, Identity, Table, Text, Uuid

from budgets.schema import metadata

accounts = Table(
    "ledger_accounts",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("ward", Text, nullable=False),
    Column("financial_year", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("balance", BigInteger, nullable=False),
)

transactions = Table(
    "ledger_transactions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    Column("ward", Text, nullable=False),
    Column("financial_year", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("proposal_id", Uuid),
    Column("award_id", Uuid),
    Column("reason", Text),
    Column("occurred_on", Date, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("recorded_by", Text, nullable=False),
    # The transaction that a correction books back, whole or in part.
    Column("corrects", Uuid),
    # The allocation, booked back whole, in whose place another is made.
    Column("instead_of", Uuid),
)

postings = Table(
    "ledger_postings",
    metadata,
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), primary_key=True),
    Column("account_id", BigInteger, ForeignKey("ledger_accounts.id"), primary_key=True),
    Column("amount", BigInteger, nullable=False),
)
