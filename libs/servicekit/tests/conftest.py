"""The kit's tests run a small service on real parts."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from civic_stack.postgres import Postgres
from fastapi import FastAPI

sys.path.insert(0, str(Path(__file__).parent))

from example import notes
from servicekit.application import application
from servicekit.identity import ANONYMOUS, Actor
from servicekit.operations.migrating import migrate
from servicekit.process import Process
from servicekit.settings import Settings
from servicekit.web.runtime import Runtime, current_actor

SECRET = "a secret of forty characters or a bit more"
RESIDENT = Actor("a" * 64, frozenset({"resident"}), "Rosa")
NEIGHBOUR = Actor("b" * 64, frozenset({"resident"}), "Neil")


def settings_for(database_url: str, broker_url: str, **more: object) -> Settings:
    """Settings of an example process."""
    values = {
        "database_url": database_url,
        "broker_url": broker_url,
        "port": 1,
        "public_url": "http://localhost:1",
        "reference": Path("/dev/null"),
        "oidc_issuer": "http://localhost:1/issuer",
        "oidc_client_id": "civic-example",
        "oidc_client_secret": SECRET,
        "person_key": SECRET,
        "session_secret": SECRET,
        **more,
    }
    return Settings.model_validate(values)


@dataclass
class Example:
    """A process of the example whose HTTP side is called without a socket."""

    process: Process
    app: FastAPI
    client: httpx.AsyncClient
    actor: Actor = RESIDENT


@asynccontextmanager
async def example_process(
    postgres: Postgres, broker_url: str, name: str = "ideas", **more: object
) -> AsyncIterator[Process]:
    """A process of the example on a database of its own."""
    database_url = str(await postgres.database())
    service = notes.service(name)
    await migrate(database_url, service.migrations)
    process = Process(service, settings_for(database_url, broker_url, **more))
    try:
        yield process
    finally:
        await process.identity.aclose()
        await process.engine.dispose()


@pytest_asyncio.fixture
async def example(postgres: Postgres) -> AsyncIterator[Example]:
    """The example over HTTP; its broker is away, as ``/ready`` and commands must bear."""
    async with example_process(postgres, "amqp://ideas:x@127.0.0.1:1/civic") as process:
        runtime = Runtime(
            service="ideas",
            settings=process.settings,
            engine=process.engine,
            work=process.work,
            identity=process.identity,
            environment=process.service.environment(),
            rule_broken=process.service.rule_broken,
        )
        gate = application(process.service, runtime, process.watch.health)
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
