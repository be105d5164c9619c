"""The tables as the code knows them are those that the migrations make."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from budgets.schema import metadata
from budgets_client import ApiClient
from sqlalchemy import Connection


def differences(connection: Connection) -> list[Any]:
    """What alembic would change; checks, indexes and triggers are said in the migrations alone."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    kinds = {"add_table", "remove_table", "add_column", "remove_column"}
    found = compare_metadata(context, metadata)
    known = [one for one in found if isinstance(one, list) or one[0] in kinds]
    # Written by the database alone: which of its transactions a ledger transaction was made in.
    return [one for one in known if getattr(one[-1], "name", "") != "made_in"]


async def test_the_code_and_the_migrations_agree(api: ApiClient) -> None:
    assert len(metadata.tables) == 31
    async with api.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_column_that_no_migration_makes_is_found(api: ApiClient) -> None:
    async with api.engine.connect() as connection:
        await connection.exec_driver_sql("ALTER TABLE payments DROP COLUMN evidence")
        assert await connection.run_sync(differences) != []
        await connection.rollback()
