"""A fresh, migrated database of the reporting service for a test."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import civic_reference
import httpx
import pytest_asyncio
from civic_stack.postgres import Postgres
from reporting.app import SERVICE
from reporting.settings import ReportingSettings
from reporting.testing import Bench
from servicekit.database import create_engine
from servicekit.operations.migrating import migrate
from servicekit.process import Process
from servicekit.unit_of_work import Work
from sqlalchemy import text
from starlette.types import ASGIApp

sys.path.insert(0, str(Path(__file__).parent))

REFERENCE = Path(__file__).parents[3] / "deploy" / "reference" / "westminster.json"
COUNCIL = civic_reference.load(REFERENCE)

EMPTY = """
DO $$ DECLARE one record; BEGIN
    DROP SCHEMA IF EXISTS rebuilt CASCADE;
    FOR one IN SELECT schemaname, tablename FROM pg_tables
        WHERE schemaname IN ('public', 'kit', 'live') AND tablename !~ '^(alembic|clock)'
        AND tablename !~ '^outbox_'
    LOOP EXECUTE format('TRUNCATE %I.%I CASCADE', one.schemaname, one.tablename); END LOOP;
    UPDATE kit.clock SET shift = '0';
END $$
"""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def migrated(postgres: Postgres) -> AsyncIterator[Bench]:
    """A database with this service's tables, made once."""
    url = str(await postgres.database())
    await migrate(url, SERVICE.migrations)
    engine = create_engine(url, connections=20, service="reporting")
    try:
        yield Bench(Work("reporting", engine, COUNCIL), url)
    finally:
        await engine.dispose()


@pytest_asyncio.fixture
async def bench(migrated: Bench) -> Bench:
    """The same database, emptied."""
    migrated.sequences.clear()
    async with migrated.work.engine.begin() as connection:
        await connection.execute(text(EMPTY))
    return migrated


SECRET = "a secret of forty characters or a bit more"


def settings_for(database_url: str, **more: object) -> ReportingSettings:
    """Settings of a process whose broker and issuer are away."""
    values = {
        "database_url": database_url,
        "broker_url": "amqp://reporting:x@127.0.0.1:1/civic",
        "port": 1,
        "public_url": "http://localhost:1",
        "reference": REFERENCE,
        "oidc_issuer": "http://localhost:1/issuer",
        "oidc_client_id": "civic-reporting",
        "oidc_client_secret": SECRET,
        "person_key": SECRET,
        "session_secret": SECRET,
        **more,
    }
    return ReportingSettings.model_validate(values)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def gate(migrated: Bench) -> AsyncIterator[ASGIApp]:
    """The service's application, made once; its broker is away."""
    process = Process(SERVICE, settings_for(migrated.database_url))
    yield process.web()
    await process.identity.aclose()
    await process.engine.dispose()


@pytest_asyncio.fixture
async def web(bench: Bench, gate: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """The service over HTTP, without a socket, on an empty log."""
    transport = httpx.ASGITransport(app=gate)
    async with httpx.AsyncClient(transport=transport, base_url="http://reporting") as client:
        yield client
