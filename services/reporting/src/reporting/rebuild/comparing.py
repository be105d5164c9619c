"""Whether the live read models are what the log amounts to, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.projections.fold import TABLES
from reporting.rebuild.shadow import SHADOW

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows of one table that are only in one of the two: how many, and the first of them."""

    table: str
    only_in: str
    rows: int
    first: list[Mapping[str, Any]] = field(default_factory=list)


async def differences(connection: AsyncConnection) -> list[Difference]:
    """What is only live and what is only rebuilt, table by table."""
    found: list[Difference] = []
    for table in TABLES:
        missing = await _alone(connection, table, "live", SHADOW)
        found += missing
        # No row of these tables is there twice: where all live ones are among as many rebuilt ones,
        # none is left over.
        if missing or not await _as_many(connection, table):
            found += await _alone(connection, table, SHADOW, "live")
    return found


async def _alone(connection: AsyncConnection, table: str, one: str, other: str) -> list[Difference]:
    # The names are this service's own.
    query = text(f"""
        WITH alone AS (SELECT * FROM {one}.{table} EXCEPT SELECT * FROM {other}.{table})
        SELECT (SELECT count(*) FROM alone) AS rows, to_jsonb(alone) AS row
        FROM alone LIMIT {SHOWN}
    """).columns(row=JSONB)  # noqa: S608 - see above
    rows = (await connection.execute(query)).all()
    return [Difference(table, one, rows[0].rows, [row.row for row in rows])] if rows else []


async def _as_many(connection: AsyncConnection, table: str) -> bool:
    query = text(f"""
        SELECT (SELECT count(*) FROM live.{table}) = (SELECT count(*) FROM {SHADOW}.{table})
    """)  # noqa: S608 - the names are this service's own
    return bool((await connection.execute(query)).scalar_one())
