"""A relay that says nothing any more loses its turn to the one that stands by."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from civic_stack.postgres import Postgres
from civic_stack.shared_broker import SharedBroker
from kit_house import example_process
from servicekit.messaging import relay as relay_module
from servicekit.messaging.relay import Relay
from servicekit.process import Process
from sqlalchemy.ext.asyncio import AsyncConnection
from test_flow import running, wait_for, write


@pytest_asyncio.fixture
async def pair(postgres: Postgres, broker: SharedBroker) -> AsyncIterator[tuple[Process, Process]]:
    """A process that writes notes and one that hears of them."""
    vhost = await broker.virtual_host()
    async with (
        example_process(postgres, vhost.url("ideas"), "ideas") as writing,
        example_process(postgres, vhost.url("reporting"), "reporting") as hearing,
    ):
        yield writing, hearing


class Frozen(Relay):
    """Becomes the active relay and is then as good as stopped, its connection open."""

    async def _serve(self, session: AsyncConnection) -> None:
        await asyncio.Event().wait()


async def test_a_frozen_relay_does_not_keep_its_lock(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "SILENT_SECONDS", 3)
    writing, hearing = pair
    frozen = Frozen(writing.engine, writing.relay.broker_url, "ideas")
    freezing = asyncio.create_task(frozen.run())
    await asyncio.sleep(0.5)
    try:
        async with running(writing, hearing):
            await write(writing)
            assert len(await wait_for(hearing, 1, seconds=15)) == 1
    finally:
        freezing.cancel()
        await asyncio.gather(freezing, return_exceptions=True)
