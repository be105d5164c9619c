"""The small service on real parts that the kit's tests run, and who asks it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from civic_stack.postgres import Postgres
from example import notes
from fastapi import FastAPI
from servicekit.identity import Actor
from servicekit.operations.migrating import migrate
from servicekit.process import Process
from servicekit.settings import Settings

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
