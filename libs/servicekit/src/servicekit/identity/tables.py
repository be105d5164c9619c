"""Identity's two tables, in the kit's schema (made by migration kit0002)."""

from sqlalchemy import Column, DateTime, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

metadata = MetaData(schema="kit")

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person_key", Text, nullable=False),
    Column("name", Text),
    Column("roles", ARRAY(Text), nullable=False),
    Column("wards", ARRAY(Text), nullable=False),
    Column("departments", ARRAY(Text), nullable=False),
    Column("issuer_sid", Text),
    Column("id_token", Text),
    Column("proved_at", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("last_seen_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("state_hash", Text, primary_key=True),
    Column("browser_hash", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("code_verifier", Text, nullable=False),
    Column("return_path", Text, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)
