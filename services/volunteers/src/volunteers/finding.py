"""Finding things in lists: by ward, by words, a page at a time, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from servicekit.web.fields import Text, WardText
from sqlalchemy import Row, Select, Table, func
from sqlalchemy.ext.asyncio import AsyncConnection

V = TypeVar("V", bound="View")


class View(BaseModel):
    """Base of what queries answer; made from rows."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Listed(BaseModel, Generic[V]):
    """A page of a list; ``next`` is the cursor of what follows, or nothing."""

    items: list[V]
    next: str | None


# A form that filters a list sends empty fields for what was left open.
Filled = BeforeValidator(lambda value: value or None)
WardFilter = Annotated[WardText | None, Filled, Query()]
WordsFilter = Annotated[Text | None, Filled, Query()]
Position = Annotated[int, Field(ge=1, le=2**63 - 1)]
Cursor = Annotated[Position | None, Filled, Query()]
Limit = Annotated[int, Query(ge=1, le=100)]


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for; ``after`` is the position at which the last page ended."""

    ward: str | None = None
    words: str | None = None
    after: int | None = None
    limit: int = 20


def _search(
    ward: WardFilter = None,
    words: WordsFilter = None,
    after: Cursor = None,
    limit: Limit = 20,
) -> Search:
    return Search(ward, words, after, limit)


Find = Annotated[Search, Depends(_search)]


async def find(
    connection: AsyncConnection, statement: Select[Any], table: Table, search: Search
) -> tuple[Sequence[Row[Any]], str | None]:
    """The rows of one page, newest first, and the cursor of the next page.

    ``table`` has ``position`` and ``ward``, and ``search`` where words are looked for.
    """
    if search.ward is not None:
        statement = statement.where(table.c.ward == search.ward)
    if search.words is not None:
        wanted = func.websearch_to_tsquery("english", search.words)
        statement = statement.where(table.c.search.op("@@")(wanted))
    if search.after is not None:
        statement = statement.where(table.c.position < search.after)
    statement = statement.order_by(table.c.position.desc()).limit(search.limit + 1)
    rows = (await connection.execute(statement)).all()
    page = rows[: search.limit]
    return page, str(page[-1].position) if len(rows) > search.limit else None


async def find_as(
    kind: type[V],
    connection: AsyncConnection,
    statement: Select[Any],
    table: Table,
    search: Search,
) -> Listed[V]:
    """:func:`find`, with every row as a view."""
    rows, onwards = await find(connection, statement, table, search)
    return Listed(items=[kind.model_validate(row) for row in rows], next=onwards)
