"""Bringing a service's database to the newest shape: the kit's tables first, then its own."""

from __future__ import annotations

import asyncio
from pathlib import Path

from alembic import command, context, op
from alembic.config import Config
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import await_only

KIT_MIGRATIONS = Path(__file__).parents[1] / "migrations"

# Two deployments that start at once must not both migrate; the number is this kit's own.
MIGRATION_LOCK = 0x6369766963


def alembic_config(migrations: Path, connection: Connection, schema: str) -> Config:
    """Alembic's configuration for one folder of migrations on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["schema"] = schema
    return config


def run() -> None:
    """What every ``migrations/env.py`` calls: alembic's steps on the connection it was given."""
    connection = context.config.attributes["connection"]
    schema = context.config.attributes["schema"]
    context.configure(
        connection=connection, version_table=f"alembic_{schema}", version_table_schema="kit"
    )
    context.run_migrations()


def script(sql: str) -> None:
    """Runs a script of several statements inside a migration's transaction.

    asyncpg prepares what comes through SQLAlchemy, and a prepared statement is a single one.
    """
    driver = op.get_bind().connection.driver_connection
    if driver is None:
        raise RuntimeError("a migration runs on an open connection")
    await_only(driver.execute(sql))


async def migrate(database_url: str, service_migrations: Path, *, to: str = "head") -> None:
    """Migrates one service's database, under a lock, in one transaction.

    ``to`` applies to the service's own migrations; the kit's always go to their newest.
    """
    # As the service does: a month of the outbox begins at the same moment whoever makes it.
    utc = {"server_settings": {"timezone": "UTC"}}
    engine = create_async_engine(database_url, poolclass=pool.NullPool, connect_args=utc)
    try:
        async with engine.begin() as connection:
            await connection.execute(
                text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK}
            )
            await connection.execute(text("CREATE SCHEMA IF NOT EXISTS kit"))
            await connection.run_sync(_upgrade, KIT_MIGRATIONS, "kit", "head")
            await connection.run_sync(_upgrade, service_migrations, "service", to)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, migrations: Path, schema: str, to: str) -> None:
    command.upgrade(alembic_config(migrations, connection, schema), to)


def migrate_now(database_url: str, service_migrations: Path) -> None:
    """:func:`migrate` for a command line."""
    asyncio.run(migrate(database_url, service_migrations))
