"""A process of the version before goes on beside a migrated database: what it writes still holds.

A column that is added to a table that is there, or that must be filled from now on, has a default
in the database: a process that does not know of it leaves it out.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from civic_stack.postgres import Postgres
from servicekit.operations.migrating import KIT_MIGRATIONS, alembic_config
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

ROOT = Path(__file__).parents[3]
OWNERS = {
    "kit": KIT_MIGRATIONS,
    **{path.parent.name: path for path in sorted(ROOT.glob("services/*/src/*/migrations"))},
}
# What was asked for in one migration, and has been given a default in a later one.
MENDED = {("budgets", "0006"): {"proposals.words_read"}}

# The columns that whoever writes a row has to name, by table; partitions are as their table.
TO_BE_NAMED = text("""
    SELECT relname AS table, array_agg(attname::text)
        FILTER (WHERE attnotnull AND NOT atthasdef AND attidentity = '') AS columns
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = to_regnamespace(:schema) AND relkind IN ('r', 'p')
        AND NOT relispartition AND attnum > 0 AND NOT attisdropped
    GROUP BY relname
""")

Tables = dict[str, set[str]]


def to_be_named(connection: Connection, schema: str) -> Tables:
    found = connection.execute(TO_BE_NAMED, {"schema": schema})
    return {row.table: set(row.columns or ()) for row in found}


def asked_of_an_older_process(before: Tables, after: Tables) -> set[str]:
    """What it would have to name in a table that it knows, and does not know of."""
    return {
        f"{table}.{column}"
        for table, columns in before.items()
        for column in after.get(table, set()) - columns
    }


def step_by_step(
    connection: Connection, migrations: Path, alembic: str, tables: str
) -> dict[str, set[str]]:
    """What each migration asks of a process of the version before it."""
    config = alembic_config(migrations, connection, alembic)
    revisions = ScriptDirectory.from_config(config).walk_revisions()
    found = {}
    before = to_be_named(connection, tables)
    for one in reversed([each.revision for each in revisions]):
        command.upgrade(config, one)
        after = to_be_named(connection, tables)
        found[one] = asked_of_an_older_process(before, after)
        before = after
    return found


async def walked(postgres: Postgres, migrations: Path) -> tuple[dict[str, set[str]], Tables]:
    """The same for a folder of migrations; and what has to be named in the end."""
    engine = create_async_engine(str(await postgres.database()))
    try:
        async with engine.begin() as connection:
            await connection.execute(text("CREATE SCHEMA kit"))
            kit = await connection.run_sync(step_by_step, KIT_MIGRATIONS, "kit", "kit")
            if migrations == KIT_MIGRATIONS:
                return kit, await connection.run_sync(to_be_named, "kit")
            own = await connection.run_sync(step_by_step, migrations, "service", "public")
            return own, await connection.run_sync(to_be_named, "public")
    finally:
        await engine.dispose()


@pytest.mark.parametrize("owner", OWNERS)
async def test_no_migration_asks_anything_of_an_older_process(
    postgres: Postgres, owner: str
) -> None:
    asked, at_last = await walked(postgres, OWNERS[owner])
    assert asked
    mended = {revision: what for (whose, revision), what in MENDED.items() if whose == owner}
    assert {revision: what for revision, what in asked.items() if what} == mended
    for what in mended.values():
        assert not [one for one in what if one.partition(".")[2] in at_last[one.partition(".")[0]]]


PLANTED = '''
from servicekit.operations.migrating import script

revision, down_revision = "{number:04}", {before}


def upgrade() -> None:
    script("""{sql}""")
'''
CHANGES = {
    "CREATE TABLE planted (a integer NOT NULL, b integer, c integer NOT NULL DEFAULT 0)": set(),
    "ALTER TABLE planted ADD d text NOT NULL DEFAULT ''; ALTER TABLE planted ADD e text": set(),
    "CREATE TABLE another (f integer NOT NULL)": set(),
    "ALTER TABLE planted ADD g text NOT NULL": {"planted.g"},
    "ALTER TABLE planted ALTER b SET NOT NULL": {"planted.b"},
    "ALTER TABLE planted ALTER c DROP DEFAULT": {"planted.c"},
    "ALTER TABLE planted ALTER g SET DEFAULT ''": set(),
}


async def test_planted_migrations_are_found(postgres: Postgres, tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text((KIT_MIGRATIONS / "env.py").read_text())
    for number, sql in enumerate(CHANGES, start=1):
        before = repr(f"{number - 1:04}") if number > 1 else None
        source = PLANTED.format(number=number, before=before, sql=sql)
        (tmp_path / "versions" / f"{number:04}_planted.py").write_text(source)
    asked, _ = await walked(postgres, tmp_path)
    assert list(asked.values()) == list(CHANGES.values())
