"""A fresh, migrated database of the ideas service for a test."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import civic_reference
import pytest_asyncio
from ideas.app import SERVICE
from ideas.testing import Bench, Site
from servicekit.database import create_engine
from servicekit.operations.migrating import migrate
from servicekit.unit_of_work import Work
from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).parent))

REFERENCE = Path(__file__).parents[3] / "deploy" / "reference" / "westminster.json"
COUNCIL = civic_reference.load(REFERENCE)


# Emptying a table that holds nothing costs as much as one that does: only those are named.
EMPTY = """
DO $$ DECLARE one record; filled boolean; names text[] := '{}'; BEGIN
    FOR one IN SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
        WHERE schemaname IN ('public', 'kit') AND tablename !~ '^(alembic|clock|outbox_)'
    LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM ' || one.name || ')' INTO filled;
        IF filled THEN names := names || one.name; END IF;
    END LOOP;
    IF names <> '{}' THEN EXECUTE 'TRUNCATE ' || array_to_string(names, ',') || ' CASCADE'; END IF;
    UPDATE kit.clock SET shift = '0' WHERE shift <> '0';
END $$
"""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def migrated(postgres: Any) -> AsyncIterator[Bench]:
    """A database with this service's tables, made once."""
    url = str(await postgres.database())
    await migrate(url, SERVICE.migrations)
    engine = create_engine(url, connections=20, service="ideas")
    try:
        yield Bench(Work("ideas", engine, COUNCIL), url)
    finally:
        await engine.dispose()


@pytest_asyncio.fixture
async def bench(migrated: Bench) -> Bench:
    """The same database, emptied."""
    async with migrated.work.engine.begin() as connection:
        await connection.execute(text(EMPTY))
    return migrated


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def made_site(migrated: Bench) -> AsyncIterator[Site]:
    """The web application over the same database, made once."""
    site = Site(migrated.database_url, REFERENCE)
    try:
        yield site
    finally:
        await site.aclose()


@pytest_asyncio.fixture
async def site(bench: Bench, made_site: Site) -> Site:
    """The web application over an emptied database."""
    return made_site
