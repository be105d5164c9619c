"""A private PostgreSQL and RabbitMQ for a measurement, durable as in production: fsync, quorum."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from civic_contracts.topology import EVENTS, topology
from civic_stack.postgres import Postgres
from civic_stack.processes import Supervisor
from civic_stack.rabbitmq import Vhost
from civic_stack.rabbitmq_source import find_rabbitmq
from civic_stack.secret_store import SecretStore
from civic_stack.shared_broker import SharedBroker
from servicekit.messaging.link import open_link

WORKSPACE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Servers:
    """Both servers, and a virtual host with the real topology in it."""

    postgres: Postgres
    vhost: Vhost
    processes: Mapping[str, int]

    async def purge(self, *queues: str) -> None:
        """Empties queues, so that no run pays for what an earlier one left."""
        async with open_link(self.vhost.url(), name="benchmarks") as link:
            channel = await link.channel()
            for queue in queues:
                await channel.queue_purge(queue)

    async def narrow(self, queue: str) -> None:
        """Leaves one queue alone behind the exchange of events, and no archive."""
        bindings = topology()["bindings"]
        async with open_link(self.vhost.url(), name="benchmarks") as link:
            channel = await link.channel()
            for one in bindings:
                if one["source"] == EVENTS and one["destination"] != queue:
                    await channel.queue_unbind(
                        one["destination"], EVENTS, routing_key=one["routing_key"]
                    )

    async def waiting(self, queue: str) -> int:
        """How many messages a queue holds that are not with a consumer."""
        async with open_link(self.vhost.url(), name="benchmarks") as link:
            channel = await link.channel()
            found = await channel.queue_declare(queue, passive=True)
            return found.message_count or 0


@asynccontextmanager
async def servers() -> AsyncIterator[Servers]:
    """Both servers for the time of the block; nothing of them stays."""
    folder = WORKSPACE / ".run" / f"bench-servers-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        secrets = SecretStore(folder / "secrets.json")
        postgres = Postgres(folder / "postgres", secrets)
        source = await find_rabbitmq(WORKSPACE / ".cache")
        broker = SharedBroker(folder / "rabbitmq", secrets, source)
        await postgres.prepare()
        broker.prepare()
        async with Supervisor(folder) as supervisor:
            await supervisor.start(postgres.program(), broker.program())
            processes = {name: one.pid or 0 for name, one in supervisor.processes.items()}
            yield Servers(postgres, await broker.virtual_host(), processes)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
