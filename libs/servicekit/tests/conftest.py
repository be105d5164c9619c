"""Fixtures of the kit's tests: the small service over HTTP."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from civic_stack.postgres import Postgres

sys.path.insert(0, str(Path(__file__).parent))

from kit_house import Example, example_process
from servicekit.identity import ANONYMOUS
from servicekit.web.runtime import current_actor


@pytest_asyncio.fixture
async def example(postgres: Postgres) -> AsyncIterator[Example]:
    """The example over HTTP; its broker is away, as ``/ready`` and commands must bear."""
    async with example_process(postgres, "amqp://ideas:x@127.0.0.1:1/civic") as process:
        gate = process.web()
        app = gate.app
        transport = httpx.ASGITransport(app=gate)
        async with httpx.AsyncClient(transport=transport, base_url="http://example") as client:
            found = Example(process, app, client)
            app.dependency_overrides[current_actor] = lambda: found.actor
            yield found


@pytest.fixture
def anonymous(example: Example) -> Example:
    """The example, asked by somebody who has not signed in."""
    example.actor = ANONYMOUS
    return example
