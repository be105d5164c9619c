"""The tables as the code knows them are those that the migrations make."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from ideas.schema import metadata
from ideas.testing import Bench
from sqlalchemy import Connection


def differences(connection: Connection) -> list[Any]:
    """What alembic would change; indexes and keys are said in the migrations alone."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    found = compare_metadata(context, metadata)
    kinds = {"add_table", "remove_table", "add_column", "remove_column"}
    return [one for one in found if isinstance(one, list) or one[0] in kinds]


async def test_tables_equal_the_migrations(bench: Bench) -> None:
    assert len(metadata.tables) == 18
    async with bench.work.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_column_that_no_migration_makes_is_found(bench: Bench) -> None:
    async with bench.work.engine.connect() as connection:
        await connection.exec_driver_sql("ALTER TABLE supports DROP COLUMN supported_on")
        assert await connection.run_sync(differences) != []
        await connection.rollback()
