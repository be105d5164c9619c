"""One process of a service: the roles it plays, in one event loop, started and ended in order."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any

import structlog
import uvicorn
from civic_contracts.topology import inbox_of
from jinja2 import Environment

from servicekit import crash_points
from servicekit.application import application
from servicekit.auditing.sealing import keep_sealed
from servicekit.database import create_engine
from servicekit.housekeeping import keep_house
from servicekit.identity.identity import Identity
from servicekit.identity.settings import IdentitySettings
from servicekit.messaging.gaps import GapWatch
from servicekit.messaging.inbox import Inbox
from servicekit.messaging.jobs import Jobs
from servicekit.messaging.reading import Reader
from servicekit.messaging.relay import Relay
from servicekit.messaging.replay import ReplayAnswers
from servicekit.messaging.stream_health import StreamWatch
from servicekit.messaging.subscriber import Subscriber
from servicekit.service import Service
from servicekit.settings import Settings
from servicekit.unit_of_work import Work
from servicekit.web.gate import Gate
from servicekit.web.runtime import Runtime

log = structlog.get_logger(__name__)

DRAIN_SECONDS = 8
WARM_PAUSE_SECONDS = 0.05


class Process:
    """The parts of one running service process; ``settings.roles`` says which of them run."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self.service = service
        self.settings = settings
        self.stopping = asyncio.Event()
        self.engine = create_engine(
            settings.database_url.get_secret_value(),
            connections=settings.database_connections,
            service=service.name,
        )
        self.work = Work(service.name, self.engine, service.council(settings.reference))
        broker = settings.broker_url.get_secret_value()
        inbox = Inbox(self.work, Reader(service.parse), service.all_handlers())
        self.subscriber = Subscriber(
            inbox, broker, inbox_of(service.name), prefetch=settings.prefetch
        )
        self.relay = Relay(self.engine, broker, service.name)
        self.replays = ReplayAnswers(self.engine, broker, service.name)
        self.gaps = GapWatch(
            self.engine,
            broker,
            service.name,
            patience=settings.gap_seconds,
            compare_every=settings.compare_seconds,
        )
        self.jobs = Jobs(self.work, service.jobs)
        self.environment = service.environment()
        self.watch = StreamWatch(
            self.engine,
            broker,
            self.subscriber.consuming,
            lambda: self.subscriber.batch_age,
            settings.roles,
        )
        identity_settings = IdentitySettings.model_validate(settings, from_attributes=True)
        self.identity = Identity(identity_settings, self.engine, service.name)

    def tasks(self) -> Mapping[str, Coroutine[Any, Any, None]]:
        """The endless tasks of this process's roles, by name."""
        roles = self.settings.roles
        tasks: dict[str, Coroutine[Any, Any, None]] = {
            "watch-broker": self.watch.watch_broker(),
            "watch-database": self.watch.watch_database(),
        }
        if "relay" in roles:
            tasks["relay"] = self.relay.run()
            tasks["replays"] = self.replays.run()
        if "subscriber" in roles:
            tasks["subscriber"] = self.subscriber.run()
            tasks["retry-held"] = self.subscriber.retry_held()
            tasks["gaps"] = self.gaps.run()
        if "jobs" in roles:
            tasks["jobs"] = self.jobs.run()
            tasks["audit"] = keep_sealed(self.engine, self.service.name)
            tasks["housekeeping"] = keep_house(self.engine, self.settings.outbox_months)
            for name, background in self.service.background.items():
                tasks[name] = _endless(background(self))
        return tasks

    async def run(self) -> None:
        """Runs until SIGTERM or SIGINT, then lets requests finish and ends.

        A task that ends by itself ends the process, with its error: whoever started the process
        starts it anew, and nothing half-alive goes on.
        """
        if crash_points.POINT:
            log.warning("process.will_crash", at=crash_points.SPECIFICATION)
        server = uvicorn.Server(self._server_config())
        loop = asyncio.get_running_loop()
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(one, self.stopping.set)
        async with self._background_tasks() as tasks:
            serving = asyncio.create_task(_serve(server), name="server")
            stopping = asyncio.create_task(self.stopping.wait(), name="stop")
            log.info("process.started", roles=sorted(self.settings.roles))
            ended = threading.Event()
            warming = asyncio.create_task(asyncio.to_thread(warm, self.environment, ended))
            await asyncio.wait({serving, stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)
            # Also where a task has failed: answers without an end are to end now.
            self.stopping.set()
            server.should_exit = True
            ended.set()
            await serving
            await warming
            stopping.cancel()
            failed = [task for task in tasks if task.done()]
        await self.identity.aclose()
        await self.engine.dispose()
        log.info("process.ended")
        for task in failed:
            task.result()
            raise RuntimeError(f"{task.get_name()} has ended by itself")

    def web(self) -> Gate:
        """Everything that this process answers over HTTP."""
        runtime = Runtime(
            service=self.service.name,
            settings=self.settings,
            engine=self.engine,
            work=self.work,
            identity=self.identity,
            environment=self.environment,
            rule_broken=self.service.rule_broken,
            done=self.service.notices(),
            stopping=self.stopping,
        )
        return application(self.service, runtime, self.watch.health)

    def _server_config(self) -> uvicorn.Config:
        return uvicorn.Config(
            self.web(),
            host=self.settings.host,
            port=self.settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            # The gate reads them, and only from the front door.
            proxy_headers=False,
            timeout_graceful_shutdown=DRAIN_SECONDS,
        )

    @asynccontextmanager
    async def _background_tasks(self) -> AsyncIterator[set[asyncio.Task[None]]]:
        tasks = {asyncio.create_task(work, name=name) for name, work in self.tasks().items()}
        try:
            yield tasks
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def warm(environment: Environment, ended: threading.Event) -> None:
    """Compiles templates ahead of the first page, a little at a time beside everything else."""
    for name in environment.list_templates():
        if ended.wait(WARM_PAUSE_SECONDS):
            return
        environment.get_template(name)


async def _serve(server: uvicorn.Server) -> None:
    # The process handles signals itself, because more than the server is to be ended in order.
    with contextlib.suppress(AttributeError):
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]  # see above
    await server.serve()


async def _endless(work: Any) -> None:
    await work
