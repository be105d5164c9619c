"""Corrections as they were entered and settled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from servicekit import NotFound
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Identity,
    Row,
    Table,
    Text,
    Uuid,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.schema import metadata

corrections = Table(
    "ledger_corrections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    # What is to be booked back: a transaction, or what was given back of a payment.
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id")),
    Column("payment_id", Uuid, ForeignKey("payments.id")),
    Column("state", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("entered_on", Date, nullable=False),
    Column("settled_by", Text),
    Column("settled_on", Date),
    Column("settled_for", Text),
)


async def lock_correction(connection: AsyncConnection, correction_id: UUID) -> Row[Any]:
    """The correction, which nobody else settles meanwhile; or ``NotFound``."""
    query = select(corrections).where(corrections.c.id == correction_id).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound("correction", correction_id)
    return row
