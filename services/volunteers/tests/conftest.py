"""The volunteers service on a real database, called over HTTP without a socket."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from civic_stack.postgres import Postgres
from fastapi import FastAPI
from servicekit.operations.migrating import migrate
from servicekit.process import Process
from servicekit.web.gate import Gate
from sqlalchemy import text
from volunteers.app import SERVICE

# A name of its own: every package's tests have a conftest.
sys.path.insert(0, str(Path(__file__).parent))

from volunteers_house import House, settings


@pytest_asyncio.fixture(scope="session")
async def process(postgres: Postgres) -> AsyncIterator[Process]:
    """One process of the service on a database of its own, for the whole session."""
    database_url = str(await postgres.database())
    await migrate(database_url, SERVICE.migrations)
    made = Process(SERVICE, settings(database_url))
    yield made
    await made.identity.aclose()
    await made.engine.dispose()


# In an order in which nothing is deleted before what refers to it.
TABLES = (
    *("use_corrections", "staff_time_corrections"),
    *("listing_replies", "listings", "space_uses", "pledges", "spaces", "urgent_needs"),
    *("membership_counts", "groups", "staff_time", "volunteer_days", "hour_corrections", "hours"),
    *("bookings", "placements", "opportunities", "checks", "volunteers", "conversations"),
    *(
        "withdrawn_texts",
        "projects",
        "ideas",
        "kit.outbox",
        "kit.subjects",
        "kit.inbox_cursors",
        "kit.inbox_held",
    ),
    *("kit.inbox_digests", "kit.jobs", "kit.idempotency", "kit.dead_letters", "kit.sessions"),
)


@pytest.fixture(scope="session")
def gate(process: Process) -> Gate:
    """The service's web application; made once, because compiling its templates takes a while."""
    return process.web()


@pytest_asyncio.fixture
async def house(process: Process, gate: Gate) -> AsyncIterator[House]:
    """The service with empty tables and today's clock."""
    async with process.engine.begin() as connection:
        for table in TABLES:
            await connection.execute(text(f"DELETE FROM {table}"))
        await connection.execute(text("UPDATE kit.clock SET shift = '0'"))
    assert isinstance(gate.app, FastAPI)
    gate.app.dependency_overrides.clear()
    transport = httpx.ASGITransport(app=gate)
    async with httpx.AsyncClient(transport=transport, base_url="http://volunteers") as client:
        yield House(process, gate.app, client)
