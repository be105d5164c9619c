"""What routes take from addresses: each with a shape, so that nothing else reaches a query."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Path, Query

from budgets.money import YearText

PAGE = 50

WARD = r"^[A-Z][0-9]{8}$"
CODE = r"^[a-z0-9]+(-[a-z0-9]+)*$"

WardPath = Annotated[str, Path(pattern=WARD)]
CodePath = Annotated[str, Path(pattern=CODE, max_length=64)]
WardQuery = Annotated[str | None, Query(pattern=WARD)]
CodeQuery = Annotated[str | None, Query(pattern=CODE, max_length=64)]
YearQuery = Annotated[YearText | None, Query()]
DayQuery = Annotated[date | None, Query()]
After = Annotated[int | None, Query(ge=0, le=2**63 - 1)]
Limit = Annotated[int, Query(ge=1, le=200)]


def page_of(items: list[Any], limit: int) -> dict[str, Any]:
    """A page of a list, with the cursor of the next one; items have a ``position``."""
    return {"items": items, "next": items[-1].position if len(items) == limit else None}
