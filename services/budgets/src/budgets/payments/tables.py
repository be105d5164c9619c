"""Payments as they were asked for and settled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from servicekit import NotFound
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Row,
    Table,
    Text,
    Uuid,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.schema import metadata

payments = Table(
    "payments",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False),
    Column("agreement_id", Uuid, ForeignKey("agreements.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("instalment", Text),
    Column("evidence", Text),
    Column("two_people", Boolean, nullable=False),
    Column("requested_by", Text, nullable=False),
    Column("requested_on", Date, nullable=False),
    Column("settled_by", Text),
    Column("settled_on", Date),
    Column("reason", Text),
    # What has come back of it, in pence.
    Column("repaid", BigInteger, nullable=False, server_default="0"),
    ForeignKeyConstraint(
        ["agreement_id", "instalment"], ["instalments.agreement_id", "instalments.code"]
    ),
)


async def read_payment(connection: AsyncConnection, payment_id: UUID) -> Row[Any]:
    """The payment, or ``NotFound``. Its agreement's lock is what keeps it from changing."""
    found = await connection.execute(select(payments).where(payments.c.id == payment_id))
    row = found.one_or_none()
    if row is None:
        raise NotFound("payment", payment_id)
    return row


async def payments_of(connection: AsyncConnection, agreement_id: UUID) -> Sequence[Row[Any]]:
    """The payments of an agreement, in the order in which they were asked for."""
    query = select(payments).where(payments.c.agreement_id == agreement_id)
    return (await connection.execute(query.order_by(payments.c.position))).all()
