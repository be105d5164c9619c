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
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from civic_stack import programs
from civic_stack.environments import base_environment
from civic_stack.ports import LOOPBACK, free_block
from civic_stack.probes import http_ok
from civic_stack.processes import Process, Program, Supervisor
from civic_stack.stack import Stack
from harness.driver import Driver
from harness.example_servers import APPS, KIT_TESTS, ROOT, SETTLE_SECONDS, SPEAKS_AS, ExampleServers
from harness.fault_table import Part
from harness.invariants import breaches

PLANTED = ROOT / "tests" / "integration" / "faults"
SECRET = "a secret of forty characters or a bit more"


class ExampleWorld(ExampleServers):
    """Servers and processes of one run below ``folder``; ``durable`` makes the servers sync."""

    _services: Supervisor | None = None
    start_seconds = 0.0  # the longest that both processes took to start while nothing failed
    at_rest = False  # whether everything has settled and nothing is known to be amiss

    async def __aenter__(self) -> Self:
        await self.start()
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
        return f"http://{LOOPBACK}:{self.ports['writing']}"

    def address_of(self, server: str, name: str, port: int) -> str:
        """How a service reaches the broker or its database behind another port."""
        if server == "broker":
            url, usual = self.vhost.url(SPEAKS_AS[name]), self.broker.port
        else:
            url, usual = str(self.databases[name]), self.postgres.port
        return url.replace(f":{usual}/", f":{port}/")

    async def health(self, name: str, path: str) -> int:
        """The status with which a service answers about itself; 0 where it does not in 30 s."""
        url = f"http://{LOOPBACK}:{self.ports[name]}{path}"
        async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
            try:
                return (await client.get(url)).status_code
            except httpx.TransportError:
                return 0

    async def begin(self, **environments: Mapping[str, str]) -> None:
        """Empty tables and queues, and fresh processes; further settings for each by name.

        ``DEFECT`` in a service's settings starts a build of the kit with that planted defect.
        ``APP`` starts another service than the example in its place. A process that ended its
        last part at rest, under the same settings, goes on.
        """
        wanted = [self.program(name, environments.get(name, {})) for name in APPS]
        if self._services is None or not self.at_rest:
            await self.end_services()
            await self.make_empty()
            self._services = Supervisor(self.folder)
            began = time.monotonic()
            await self._services.start(*wanted)
            self.start_seconds = max(self.start_seconds, time.monotonic() - began)
        else:
            changed = [one for one in wanted if not _is_running(self._services[one.name], one)]
            await asyncio.gather(*(self._services[one.name].stop() for one in changed))
            await self.make_empty()
            await asyncio.gather(*(_start(self._services[one.name], one) for one in changed))
        self.at_rest = False

    async def end_services(self) -> None:
        """Stops both services in order."""
        if self._services is not None:
            await self._services.stop()
            self._services = None

    def program(self, name: str, more: Mapping[str, str] = {}) -> Program:
        """How ``writing`` or ``hearing`` is started."""
        port = self.ports[name]
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

    def _service(self, name: str) -> Process:
        if self._services is None:
            raise RuntimeError("the services have not been started")
        return self._services[name]

    def _environment(self, name: str) -> dict[str, str]:
        speaks_as = SPEAKS_AS[name]
        roles = {"writing": "api,relay,jobs", "hearing": "subscriber"}
        return base_environment() | {
            "PYTHONPATH": f"{KIT_TESTS}:{PLANTED}",
            "CIVIC_DATABASE_URL": self.databases[name],
            "CIVIC_BROKER_URL": self.vhost.url(speaks_as),
            "CIVIC_HOST": LOOPBACK,
            "CIVIC_PORT": str(self.ports[name]),
            "CIVIC_ONLY": roles[name],
            "CIVIC_PUBLIC_URL": "http://localhost:1",
            "CIVIC_OIDC_ISSUER": "http://localhost:1/issuer",
            "CIVIC_OIDC_CLIENT_ID": f"civic-{speaks_as}",
            "CIVIC_OIDC_CLIENT_SECRET": SECRET,
            "CIVIC_PERSON_KEY": SECRET,
            "CIVIC_SESSION_SECRET": SECRET,
            "CIVIC_REFERENCE": "/dev/null",
        }


def _is_running(process: Process, program: Program) -> bool:
    """Whether a process runs as this program would."""
    same = (process.program.command, dict(process.program.environment)) == (
        program.command,
        dict(program.environment),
    )
    return same and process.pid is not None


async def _start(process: Process, program: Program) -> None:
    process.program = program
    await process.start()


@dataclass
class Worlds:
    """The worlds of a run, each started when a row first asks for it, all ended together."""

    folder: Path
    durable: bool = True
    _running: AsyncExitStack = field(default_factory=AsyncExitStack, init=False)
    _example: ExampleWorld | None = field(default=None, init=False)
    _whole: Stack | None = field(default=None, init=False)

    async def example(self) -> ExampleWorld:
        """The example world of this run."""
        if self._example is None:
            world = ExampleWorld(self.folder / "example", durable=self.durable)
            self._example = await self._running.enter_async_context(world)
        return self._example

    async def whole(self) -> Stack:
        """All four services, with one subscriber outside, called ``neighbour``."""
        if self._whole is None:
            name = str((self.folder / "whole").relative_to(ROOT / ".run"))
            stack = Stack(ROOT, name=name, durable=self.durable, outside=("neighbour",))
            self._whole = await self._running.enter_async_context(stack)
        return self._whole

    async def end(self) -> None:
        """Stops whatever was started."""
        await self._running.aclose()
        self._example = self._whole = None


@asynccontextmanager
async def driven(
    world: ExampleWorld,
    part: Part,
    *,
    clients: int = 8,
    address: str = "",
    settle: float = SETTLE_SECONDS,
    steady: bool = False,
    **environments: Mapping[str, str],
) -> AsyncIterator[Driver]:
    """A part of a dose: a fresh world under load within the block, then settled and checked.

    Commands go to ``address``, straight to ``writing`` by default. Where it is to be ``steady``,
    no process may end, whatever happens around it.
    """
    await world.begin(**environments)
    processes = (world.writing, world.hearing)
    restarts = sum(one.restarts for one in processes)
    file = part.folder / "answered.jsonl"
    file.unlink(missing_ok=True)
    async with Driver(address or world.address, file, part.chance, clients=clients) as driver:
        yield driver
    if missing := await world.settled(settle):
        part.fail(f"settled: {missing}")
    part.check(
        await breaches(world.databases["writing"].plain, world.databases["hearing"].plain, file)
    )
    if steady and (ended := sum(one.restarts for one in processes) - restarts):
        part.fail(f"ended: {ended} processes, of themselves")
    for wrong in driver.wrong:
        part.fail(f"answers: {wrong}")
    world.at_rest = not part.found.failures
    part.count("commands", driver.accepted)
