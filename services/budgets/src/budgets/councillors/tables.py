"""The register's table, and who holds which seat on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, Integer, Row, Table, Text, Uuid, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.schema import metadata

terms = Table(
    "councillor_terms",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_key", Text, nullable=False),
    Column("ward", Text, nullable=False),
    Column("seat", Integer, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
)


def held_on(day: date) -> ColumnElement[bool]:
    """The condition that a term holds on a day."""
    return (terms.c.starts_on <= day) & or_(terms.c.ends_on.is_(None), terms.c.ends_on >= day)


async def seats_held(
    connection: AsyncConnection, wards: Sequence[str], day: date
) -> Sequence[Row[Any]]:
    """The terms that hold in some wards on a day, by ward and seat."""
    query = (
        select(terms)
        .where(terms.c.ward.in_(wards), held_on(day))
        .order_by(terms.c.ward, terms.c.seat)
    )
    return (await connection.execute(query)).all()


async def term_of(connection: AsyncConnection, person_key: str, day: date) -> Row[Any] | None:
    """The term that a person holds on a day."""
    query = select(terms).where(terms.c.person_key == person_key, held_on(day))
    return (await connection.execute(query)).one_or_none()
