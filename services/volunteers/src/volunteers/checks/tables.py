"""Safeguarding checks of volunteers."""

from sqlalchemy import Column, Date, DateTime, ForeignKey, Table, Text, Uuid

from volunteers.schema import metadata

checks = Table(
    "checks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("volunteer_id", Uuid, ForeignKey("volunteers.id"), nullable=False),
    Column("level", Text, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("expiry_told_at", DateTime(timezone=True)),
    Column("revoked_on", Date),
    Column("revoked_reason", Text),
)
