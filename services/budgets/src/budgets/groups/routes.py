"""The API of the groups that are known as possible applicants."""

from __future__ import annotations

from typing import Any

from servicekit import public
from servicekit.web import Api, Reading
from sqlalchemy import select

from budgets.groups.tables import groups
from budgets.parameters import WardQuery

api = Api()


@api.get("/groups", permit=public)
async def get_groups(reading: Reading, ward: WardQuery = None) -> list[dict[str, Any]]:
    """Groups that have not closed, by name."""
    query = select(groups).where(groups.c.closed_on.is_(None)).order_by(groups.c.organisation)
    if ward is not None:
        query = query.where(groups.c.ward == ward)
    return [dict(row._mapping) for row in await reading.connection.execute(query.limit(1000))]
