"""What anyone may ask about a project."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from servicekit import NotFound
from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from budgets.agreements.tables import agreements
from budgets.projects import tables


async def project(connection: AsyncConnection, project_id: UUID) -> dict[str, Any]:
    """A project with all that was told about it, or ``NotFound``."""
    found = await connection.execute(
        select(tables.projects, agreements.c.paid)
        .outerjoin(agreements, agreements.c.award_id == tables.projects.c.award_id)
        .where(tables.projects.c.id == project_id)
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound("project", project_id)
    shown = dict(row._mapping)
    paid = shown.pop("paid")
    # Payments in arrears go on after the end: what was spent is what has been paid by now.
    shown["spent"] = None if row.completed_on is None else paid
    return {
        **shown,
        "follow_ups": await _told(connection, tables.follow_ups, project_id),
        "continuations": await _told(connection, tables.continuations, project_id),
        "replications": await _told(connection, tables.replications, project_id),
    }


async def _told(
    connection: AsyncConnection, table: Table, project_id: UUID
) -> list[dict[str, Any]]:
    rows = await connection.execute(select(table).where(table.c.project_id == project_id))
    return [{key: row._mapping[key] for key in row._mapping if key != "project_id"} for row in rows]
