"""The servers of the example world: one PostgreSQL, one RabbitMQ, and what stands in them."""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import replace
from pathlib import Path

import aio_pika
import asyncpg
from civic_stack.environments import base_environment
from civic_stack.one_shot import run_to_end
from civic_stack.ports import free_block
from civic_stack.postgres import Dsn, Postgres
from civic_stack.processes import Supervisor
from civic_stack.rabbitmq import Vhost
from civic_stack.rabbitmq_source import find_rabbitmq
from civic_stack.secret_store import SecretStore
from civic_stack.shared_broker import SharedBroker
from civic_stack.side_by_side import side_by_side
from harness.driver import wait_until

ROOT = Path(__file__).parents[3]
KIT_TESTS = ROOT / "libs" / "servicekit" / "tests"
APPS = {"writing": "example.open_notes:WRITING", "hearing": "example.open_notes:HEARING"}
SPEAKS_AS = {"writing": "ideas", "hearing": "reporting"}
# Nobody here tells again what `hearing` said: it says nothing, and its own requests may stand.
QUEUES = ("reporting.inbox", "reporting.dead", "ideas.replays")
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


class ExampleServers:
    """Servers of one run below ``folder``; ``durable`` makes them sync."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder
        self.durable = durable
        self.supervisor = Supervisor(folder)
        self.secrets = SecretStore(folder / "secrets.json")
        self.postgres = Postgres(folder / "postgres", self.secrets, durable=durable)
        self.databases: dict[str, Dsn] = {}
        self.broker: SharedBroker
        self.vhost: Vhost
        self.ports: dict[str, int] = {}
        self._queues_since = 0.0

    async def start(self) -> None:
        """Starts both servers and makes databases and queues."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            await side_by_side(self._start_database(), self._start_broker())
        except BaseException:
            await self.supervisor.stop()
            raise

    async def make_empty(self) -> None:
        """Empties every table and every queue."""
        for database in self.databases.values():
            await self._empty(database)
        await self._purge()

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

    async def next_effect(self, within: float = 60) -> float:
        """Seconds until an event is applied that had not been before; TimeoutError otherwise."""
        before = await self.effects()

        async def more() -> bool:
            return await self.effects() > before

        return await wait_until(more, within)

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

    async def _start_database(self) -> None:
        await self.postgres.prepare()
        await self.supervisor.start(replace(self.postgres.program(), longest_pause=0.1))
        self.ports = {name: free_block(1) for name in APPS}
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
