"""A migrated database of budgets for each test module, and the usual steps on it."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

# A name of its own: every package's tests have a conftest.
sys.path.insert(0, str(Path(__file__).parent))

from budgets_browser import browsing
from budgets_client import WORKSPACE, ApiClient, api_client
from budgets_journey import Journey


@pytest.fixture(scope="session", autouse=True)
def _policies() -> None:
    os.environ["CIVIC_POLICIES"] = str(WORKSPACE / "deploy/policies")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def api(postgres: Any) -> AsyncIterator[ApiClient]:
    """The application of one test module."""
    async for client in api_client(str(await postgres.database())):
        yield client


@pytest.fixture(scope="module")
def journey(api: ApiClient) -> Journey:
    """The usual steps on this module's application."""
    return Journey(api)


@pytest.fixture(scope="module")
def browse(api: ApiClient) -> Any:
    """Opens a session for one of the people."""
    return browsing(api)


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def _the_ledger_is_sound(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """After every test on a database: all sums are zero and nothing is overspent."""
    yield
    if "api" in request.fixturenames:
        client: ApiClient = request.getfixturevalue("api")
        found = await client.get("/ledger/trial-balance")
        assert found["is_sound"], found
