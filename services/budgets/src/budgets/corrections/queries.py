"""What finance asks about corrections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.corrections.tables import corrections


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """One correction; the amount in pence. Of the two things that it can be about one is given."""

    correction_id: UUID
    position: int
    transaction_id: UUID | None
    payment_id: UUID | None
    state: str
    amount: int
    reason: str
    entered_on: date
    settled_on: date | None


async def corrections_in(
    connection: AsyncConnection, *, state: str | None, after: int | None, limit: int
) -> list[CorrectionLine]:
    """Corrections in a state, or all, by position."""
    table = corrections
    query = select(
        table.c.id.label("correction_id"),
        table.c.position,
        table.c.transaction_id,
        table.c.payment_id,
        table.c.state,
        table.c.amount,
        table.c.reason,
        table.c.entered_on,
        table.c.settled_on,
    )
    query = query.order_by(table.c.position).limit(limit)
    if state is not None:
        query = query.where(table.c.state == state)
    if after is not None:
        query = query.where(table.c.position > after)
    return [CorrectionLine(**row._mapping) for row in await connection.execute(query)]
