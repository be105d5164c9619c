"""Schema ``rebuilt``: empty tables of the same shape as ``live``, under the same names."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.projections.fold import TABLES

SHADOW = "rebuilt"

# Constraints and indexes keep their names, so that later migrations find them after a swap.
CONSTRAINTS = text("""
    SELECT cls.relname AS "table", con.conname AS name, pg_get_constraintdef(con.oid) AS definition
    FROM pg_constraint AS con JOIN pg_class AS cls ON cls.oid = con.conrelid
    WHERE con.connamespace = 'live'::regnamespace AND con.contype IN ('p', 'u', 'c')
    ORDER BY cls.relname, con.conname
""")

INDEXES = text("""
    SELECT pg_get_indexdef(ind.indexrelid) AS definition
    FROM pg_index AS ind JOIN pg_class AS cls ON cls.oid = ind.indrelid
    WHERE cls.relnamespace = 'live'::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_constraint AS con WHERE con.conindid = ind.indexrelid)
""")


async def make(connection: AsyncConnection) -> None:
    """Makes the shadow, empty; one that was left by an earlier run is dropped."""
    await drop(connection)
    constraints = (await connection.execute(CONSTRAINTS)).all()
    indexes = (await connection.execute(INDEXES)).scalars().all()
    statements = [
        f"CREATE SCHEMA {SHADOW}",
        *(f"CREATE TABLE {SHADOW}.{table} (LIKE live.{table})" for table in TABLES),
        *(
            f"ALTER TABLE {SHADOW}.{one.table} ADD CONSTRAINT {one.name} {one.definition}"
            for one in constraints
        ),
        *(index.replace(" ON live.", f" ON {SHADOW}.", 1) for index in indexes),
    ]
    # At once: one by one they take longer than to fold some thousand events.
    await connection.exec_driver_sql(f"DO $shadow$ BEGIN {'; '.join(statements)}; END $shadow$")


# A crash of the server ends the rebuild, and the next one begins anew: its batches need not wait
# for the disk. The swap does, and with it all that was written before.
ENTER = text(f"""
    SELECT set_config('search_path', '{SHADOW}, public', true),
           set_config('synchronous_commit', 'off', true)
""")


async def enter(connection: AsyncConnection) -> None:
    """Has the rest of the transaction mean the shadow's tables by their names."""
    await connection.execute(ENTER)


async def drop(connection: AsyncConnection) -> None:
    """Drops the shadow, where there is one."""
    await connection.execute(text(f"DROP SCHEMA IF EXISTS {SHADOW} CASCADE"))


async def swap(connection: AsyncConnection) -> None:
    """Puts the shadow in the place of the live read models; readers see one or the other."""
    await connection.execute(text("ALTER SCHEMA live RENAME TO replaced"))
    await connection.execute(text(f"ALTER SCHEMA {SHADOW} RENAME TO live"))
    await connection.execute(text("DROP SCHEMA replaced CASCADE"))
