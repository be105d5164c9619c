"""The barrier log."""

from __future__ import annotations

from sqlalchemy import Column, Date, Table, Text, Uuid

from ideas.schema import metadata

barriers = Table(
    "barriers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("idea_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("owner_department", Text, nullable=False),
    Column("logged_on", Date, nullable=False),
    Column("removed_on", Date),
    Column("how", Text),
)
