"""A fresh, migrated database of the ideas service for a test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import civic_reference
import pytest_asyncio
from ideas.app import SERVICE
from ideas.testing import Bench
from servicekit.database import create_engine
from servicekit.operations.migrating import migrate
from servicekit.unit_of_work import Work

REFERENCE = Path(__file__).parents[3] / "deploy" / "reference" / "westminster.json"
COUNCIL = civic_reference.load(REFERENCE)


@pytest_asyncio.fixture
async def bench(postgres: Any) -> AsyncIterator[Bench]:
    """A fresh database with this service's tables."""
    url = str(await postgres.database())
    await migrate(url, SERVICE.migrations)
    engine = create_engine(url, connections=10, service="ideas")
    try:
        yield Bench(Work("ideas", engine, COUNCIL), url)
    finally:
        await engine.dispose()
