"""The rows that a batch concerns, of whichever read models: loaded at once, and stored at once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from uuid import UUID

from sqlalchemy import TextClause, TextualSelect, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.projections.model import Model, State

Rows = dict[Model, dict[UUID, State]]


async def load(connection: AsyncConnection, keys: Mapping[Model, Collection[UUID]]) -> Rows:
    """The rows under these keys, as far as there are any."""
    rows: Rows = {model: {} for model in keys}
    if keys:
        models = {model.table: model for model in keys}
        values = {model.table: list(wanted) for model, wanted in keys.items()}
        for table, state in await connection.execute(_loading(tuple(keys)), values):
            model = models[table]
            rows[model][UUID(state[model.key])] = state
    return rows


async def store(connection: AsyncConnection, rows: Rows) -> None:
    """Puts these rows in the place of those with the same keys."""
    if rows:
        values = {
            model.table: json.dumps(list(states.values()), default=str)
            for model, states in rows.items()
        }
        await connection.execute(_storing(tuple(rows)), values)


# Names of tables and columns are this service's own; each table's values are named after it.


@cache
def _loading(models: tuple[Model, ...]) -> TextualSelect:
    selects = [
        f"SELECT '{model.table}' AS name, to_jsonb(t) AS state FROM {model.table} AS t "  # noqa: S608 - see above
        f"WHERE {model.key} = ANY(cast(:{model.table} AS uuid[]))"
        for model in models
    ]
    return text(" UNION ALL ".join(selects)).columns(state=JSONB)


@cache
def _storing(models: tuple[Model, ...]) -> TextClause:
    inserts = [f"stored_{model.table} AS ({_insert(model)})" for model in models]
    return text(f"WITH {', '.join(inserts)} SELECT 1")


def _insert(model: Model) -> str:
    names = ", ".join(model.columns)
    updates = ", ".join(f"{name} = excluded.{name}" for name in model.fields)
    return (
        f"INSERT INTO {model.table} ({names}) "  # noqa: S608 - see above
        f"SELECT {names} FROM jsonb_populate_recordset(null::{model.table}, "
        f"cast(:{model.table} AS jsonb)) ON CONFLICT ({model.key}) DO UPDATE SET {updates}"
    )
