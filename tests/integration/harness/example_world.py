"""The world in which the example service is tormented: real servers, real processes.

One PostgreSQL and one RabbitMQ are started once for a run. ``writing`` takes notes and relays what
it says, ``hearing`` counts what it hears. Every part of a dose begins with empty tables, empty
queues and fresh processes, and ends settled and checked.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import aio_pika
import asyncpg
from civic_stack import programs
from civic_stack.environments import base_environment
from civic_stack.one_shot import run_to_end
from civic_stack.ports import LOOPBACK, free_block
from civic_stack.postgres import Dsn, Postgres
from civic_stack.probes import http_ok
from civic_stack.processes import Process, Program, Supervisor
from civic_stack.rabbitmq import Vhost
from civic_stack.rabbitmq_source import find_rabbitmq
from civic_stack.secret_store import SecretStore
from civic_stack.shared_broker import SharedBroker
from civic_stack.side_by_side import side_by_side
from civic_stack.stack import Stack
from harness.driver import Driver
from harness.fault_table import Part
from harness.invariants import breaches

ROOT = Path(__file__).parents[3]
KIT_TESTS = ROOT / "libs" / "servicekit" / "tests"
PLANTED = ROOT / "tests" / "integration" / "faults"
APPS = {"writing": "example.open_notes:WRITING", "hearing": "example.open_notes:HEARING"}
SPEAKS_AS = {"writing": "ideas", "hearing": "reporting"}
QUEUES = ("reporting.inbox", "reporting.dead", "ideas.replays", "reporting.replays")
SECRET = "a secret of forty characters or a bit more"
# Younger quorum queues of RabbitMQ 3.10 may lose their leader for good when the broker is killed.
QUORUM_AGE = 15.0
SETTLE_SECONDS = 90.0

UNPUBLISHED = "SELECT count(*) FROM kit.outbox WHERE published_at IS NULL"
SAID = "SELECT count(*) FROM kit.outbox"
HEARD = "SELECT coalesce(sum(sequence), 0) FROM kit.inbox_cursors"
HELD = "SELECT count(*) FROM kit.inbox_held"

EMPTY = """
    DO $$ DECLARE names text; BEGIN
        SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') INTO names
        FROM pg_tables WHERE schemaname IN ('public', 'kit')
            AND tablename NOT LIKE 'alembic%' AND tablename <> 'clock';
        EXECUTE 'TRUNCATE ' || names;
    END $$
"""


class ExampleWorld:
    """Servers and processes of one run below ``folder``; ``durable`` makes the servers sync."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder
        self.durable = durable
        self.supervisor = Supervisor(folder)
        self.secrets = SecretStore(folder / "secrets.json")
        self.postgres = Postgres(folder / "postgres", self.secrets, durable=durable)
        self.databases: dict[str, Dsn] = {}
        self.broker: SharedBroker
        self.vhost: Vhost
        self._services: Supervisor | None = None
        self._queues_since = 0.0

    async def __aenter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            await side_by_side(self._start_database(), self._start_broker())
        except BaseException:
            await self.supervisor.stop()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.end_services()
        await self.supervisor.stop()

    @property
    def writing(self) -> Process:
        """The service that takes commands: api, relay, jobs."""
        return self._service("writing")

    @property
    def hearing(self) -> Process:
        """The service that hears of them."""
        return self._service("hearing")

    @property
    def address(self) -> str:
        """Where ``writing`` takes commands."""
        return f"http://{LOOPBACK}:{self._ports['writing']}"

    async def begin(self, **environments: Mapping[str, str]) -> None:
        """Empty tables and queues, then fresh processes; further settings for each by name.

        ``DEFECT`` in a service's settings starts a build of the kit with that planted defect.
        ``APP`` starts another service than the example in its place.
        """
        await self.end_services()
        for database in self.databases.values():
            await self._empty(database)
        await self._purge()
        self._services = Supervisor(self.folder)
        await self._services.start(
            *(self.program(name, environments.get(name, {})) for name in APPS)
        )

    async def end_services(self) -> None:
        """Stops both services in order."""
        if self._services is not None:
            await self._services.stop()
            self._services = None

    def program(self, name: str, more: Mapping[str, str] = {}) -> Program:
        """How ``writing`` or ``hearing`` is started."""
        port = self._ports[name]
        defect = more.get("DEFECT")
        start = ("-m", "planted", defect) if defect else ("-m", "servicekit.serve")
        return Program(
            name=name,
            command=(sys.executable, *start, more.get("APP", APPS[name])),
            ready=http_ok(f"http://{LOOPBACK}:{port}/ready"),
            environment=self._environment(name) | dict(more),
            ready_within=60,
            stop_within=15,
            longest_pause=0.1,
        )

    @asynccontextmanager
    async def front_door(self) -> AsyncIterator[str]:
        """The address of a front door before ``writing``, within the block."""
        port = free_block(1)
        async with Supervisor(self.folder) as supervisor:
            await supervisor.start(programs.front_door(port, {"ideas": self.address}))
            yield f"http://{LOOPBACK}:{port}"

    async def survive_kill_of_broker(self) -> None:
        """Waits until the queues are old enough for a SIGKILL to their broker."""
        await asyncio.sleep(max(0.0, self._queues_since + QUORUM_AGE - time.monotonic()))

    async def settled(self, within: float = SETTLE_SECONDS) -> str:
        """Waits until all that was said is heard; what is missing after so many seconds, or ''."""
        until = time.monotonic() + within
        while missing := await self._unsettled():
            if time.monotonic() > until:
                return missing
            await asyncio.sleep(0.1)
        return ""

    async def effects(self) -> int:
        """How many events have been applied so far."""
        return await self._ask("hearing", HEARD)

    async def waiting_on_broker(self) -> dict[str, int]:
        """How many messages stand ready in each queue of the two services."""
        connection = await aio_pika.connect(self.vhost.url())
        async with connection:
            channel = await connection.channel()
            found = {}
            for name in QUEUES:
                queue = await channel.declare_queue(name, passive=True)
                found[name] = queue.declaration_result.message_count or 0
            return found

    async def _unsettled(self) -> str:
        try:
            unpublished = await self._ask("writing", UNPUBLISHED)
            said, heard = await self._ask("writing", SAID), await self._ask("hearing", HEARD)
            held = await self._ask("hearing", HELD)
            queued = sum((await self.waiting_on_broker()).values())
        except (
            OSError,
            TimeoutError,
            asyncpg.PostgresError,
            aio_pika.exceptions.AMQPError,
        ) as away:
            return repr(away)
        state = {
            "unpublished": unpublished,
            "unheard": said - heard,
            "held": held,
            "queued": queued,
        }
        return ", ".join(f"{name} {number}" for name, number in state.items() if number)

    async def _ask(self, name: str, query: str) -> int:
        connection = await asyncpg.connect(self.databases[name].plain, timeout=5)
        try:
            return int(await connection.fetchval(query))
        finally:
            await connection.close()

    def _service(self, name: str) -> Process:
        if self._services is None:
            raise RuntimeError("the services have not been started")
        return self._services[name]

    async def _start_database(self) -> None:
        await self.postgres.prepare()
        await self.supervisor.start(replace(self.postgres.program(), longest_pause=0.1))
        self._ports = {name: free_block(1) for name in APPS}
        for name in APPS:
            self.databases[name] = await self.postgres.database(name)
            environment = base_environment() | {
                "CIVIC_DATABASE_URL": self.databases[name],
                "PYTHONPATH": str(KIT_TESTS),
            }
            command = (sys.executable, "-m", "servicekit.migrate", APPS[name])
            await run_to_end(command, environment, self.folder / "migrate.log")

    async def _start_broker(self) -> None:
        source = await find_rabbitmq(ROOT / ".cache")
        self.broker = SharedBroker(
            self.folder / "rabbitmq", self.secrets, source, durable=self.durable
        )
        self.broker.prepare()
        await self.supervisor.start(replace(self.broker.program(), longest_pause=0.1))
        self.vhost = await self.broker.virtual_host()
        self._queues_since = time.monotonic()

    def _environment(self, name: str) -> dict[str, str]:
        speaks_as = SPEAKS_AS[name]
        roles = {"writing": "api,relay,jobs", "hearing": "subscriber"}
        return base_environment() | {
            "PYTHONPATH": f"{KIT_TESTS}:{PLANTED}",
            "CIVIC_DATABASE_URL": self.databases[name],
            "CIVIC_BROKER_URL": self.vhost.url(speaks_as),
            "CIVIC_HOST": LOOPBACK,
            "CIVIC_PORT": str(self._ports[name]),
            "CIVIC_ONLY": roles[name],
            "CIVIC_PUBLIC_URL": "http://localhost:1",
            "CIVIC_OIDC_ISSUER": "http://localhost:1/issuer",
            "CIVIC_OIDC_CLIENT_ID": f"civic-{speaks_as}",
            "CIVIC_OIDC_CLIENT_SECRET": SECRET,
            "CIVIC_PERSON_KEY": SECRET,
            "CIVIC_SESSION_SECRET": SECRET,
            "CIVIC_REFERENCE": "/dev/null",
        }

    async def _empty(self, database: Dsn) -> None:
        connection = await asyncpg.connect(database.plain)
        try:
            await connection.execute(EMPTY)
        finally:
            await connection.close()

    async def _purge(self) -> None:
        connection = await aio_pika.connect(self.vhost.url())
        async with connection:
            channel = await connection.channel()
            for name in QUEUES:
                await (await channel.declare_queue(name, passive=True)).purge()


@dataclass
class Worlds:
    """The worlds of a run, each started when a row first asks for it, all ended together."""

    folder: Path
    durable: bool = True
    _example: ExampleWorld | None = field(default=None, init=False)
    _whole: Stack | None = field(default=None, init=False)

    async def example(self) -> ExampleWorld:
        """The example world of this run."""
        if self._example is None:
            world = ExampleWorld(self.folder / "example", durable=self.durable)
            self._example = await world.__aenter__()
        return self._example

    async def whole(self) -> Stack:
        """All four services, with one subscriber outside, called ``neighbour``."""
        if self._whole is None:
            name = str((self.folder / "whole").relative_to(ROOT / ".run"))
            stack = Stack(ROOT, name=name, durable=self.durable, outside=("neighbour",))
            await stack.start()
            self._whole = stack
        return self._whole

    async def end(self) -> None:
        """Stops whatever was started."""
        if self._whole is not None:
            await self._whole.stop()
            self._whole = None
        if self._example is not None:
            await self._example.__aexit__(None, None, None)
            self._example = None


@asynccontextmanager
async def driven(
    world: ExampleWorld,
    part: Part,
    *,
    clients: int = 8,
    address: str = "",
    **environments: Mapping[str, str],
) -> AsyncIterator[Driver]:
    """A part of a dose: a fresh world under load within the block, then settled and checked.

    Commands go to ``address``, straight to ``writing`` by default.
    """
    await world.begin(**environments)
    file = part.folder / "answered.jsonl"
    file.unlink(missing_ok=True)
    async with Driver(address or world.address, file, part.chance, clients=clients) as driver:
        yield driver
    if missing := await world.settled():
        part.fail(f"not settled: {missing}")
    part.check(
        await breaches(world.databases["writing"].plain, world.databases["hearing"].plain, file)
    )
    for wrong in driver.wrong:
        part.fail(wrong)
    part.count("commands", driver.accepted)
