"""Asking a database from outside: one question on a connection of its own."""

from __future__ import annotations

from typing import Any

import asyncpg


async def ask(database: str, query: str, *arguments: Any) -> Any:
    """The first value of a query's first row."""
    return (await ask_row(database, query, *arguments))[0]


async def ask_row(database: str, query: str, *arguments: Any) -> asyncpg.Record:
    """A query's first row."""
    return (await ask_rows(database, query, *arguments))[0]


async def ask_rows(database: str, query: str, *arguments: Any) -> list[asyncpg.Record]:
    """A query's rows."""
    connection = await asyncpg.connect(database)
    try:
        return list(await connection.fetch(query, *arguments))
    finally:
        await connection.close()


async def change(database: str, statement: str) -> None:
    """Executes one statement as the database's owner."""
    await ask_rows(database, statement)
