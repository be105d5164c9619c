"""The service as it is deployed: its own process, a real database, a real broker, subscribers."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import aio_pika
import httpx
import pytest
import pytest_asyncio
from civic_contracts import READER
from civic_contracts.envelope import CONTENT_TYPE, Envelope
from civic_contracts.events.ideas import IdeaSubmitted
from civic_contracts.events.people import IdeasPersonErasureRequested
from civic_contracts.fields import PublicText
from civic_contracts.topology import EVENTS, outside_definitions, outside_virtual_host
from civic_stack.rabbitmq import Vhost
from civic_stack.shared_broker import SharedBroker
from reporting.testing import Bench

pytestmark = pytest.mark.stack

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Running:
    """A process of the service, its virtual host, and one outside subscriber."""

    process: asyncio.subprocess.Process
    address: str
    vhost: Vhost
    outside_url: str
    subscriber: str

    @property
    def client(self) -> httpx.AsyncClient:
        """Asks the process over HTTP."""
        return httpx.AsyncClient(base_url=self.address, timeout=10)

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Publishes events as the ideas service does."""
        async with open_channel(self.vhost.url("ideas")) as channel:
            exchange = await channel.get_exchange(EVENTS, ensure=False)
            for envelope in envelopes:
                message = aio_pika.Message(
                    envelope.to_json(),
                    content_type=CONTENT_TYPE,
                    delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
                    message_id=str(envelope.id),
                    user_id="ideas",
                )
                await exchange.publish(message, envelope.type.removeprefix("civic."), timeout=20)


@asynccontextmanager
async def open_channel(url: str) -> AsyncIterator[aio_pika.abc.AbstractChannel]:
    connection = await aio_pika.connect(url, timeout=20)
    async with connection:
        yield await connection.channel(publisher_confirms=True)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment_for(bench: Bench, vhost: Vhost, port: int, outside: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "CIVIC_DATABASE_URL": bench.database_url,
        "CIVIC_BROKER_URL": vhost.url("reporting"),
        "CIVIC_FORWARDER_URL": vhost.url("forwarder"),
        "CIVIC_OUTSIDE": outside,
        "CIVIC_PORT": str(port),
        "CIVIC_PUBLIC_URL": "http://localhost:1",
        "CIVIC_OIDC_ISSUER": "http://localhost:1/issuer",
        "CIVIC_OIDC_CLIENT_ID": "civic-reporting",
        "CIVIC_OIDC_CLIENT_SECRET": "s" * 40,
        "CIVIC_PERSON_KEY": "p" * 40,
        "CIVIC_SESSION_SECRET": "t" * 40,
        "CIVIC_REFERENCE": str(ROOT / "deploy" / "reference" / "westminster.json"),
        "CIVIC_LOG_LEVEL": "warning",
    }


@asynccontextmanager
async def started(
    bench: Bench, vhost: Vhost, subscriber: str, password: str
) -> AsyncIterator[Running]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "servicekit.serve", "reporting.app:SERVICE"),
        # Another subscriber's virtual host does not exist: that is nobody else's trouble.
        env=environment_for(bench, vhost, port, f"missing-{subscriber},{subscriber}"),
    )
    host = outside_virtual_host(subscriber)
    running = Running(
        process,
        f"http://127.0.0.1:{port}",
        vhost,
        f"amqp://{subscriber}:{password}@127.0.0.1:{vhost.port}/{host}",
        subscriber,
    )
    try:
        await until_ready(running)
        yield running
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def until_ready(running: Running) -> None:
    async with asyncio.timeout(60), running.client as client:
        while True:
            try:
                if (await client.get("/ready")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.2)


@pytest_asyncio.fixture
async def running(bench: Bench, broker: SharedBroker) -> AsyncIterator[Running]:
    vhost = await broker.virtual_host()
    subscriber, password = f"library-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    await broker.load(outside_definitions(subscriber, password))
    async with started(bench, vhost, subscriber, password) as found:
        yield found


def submitted(bench: Bench) -> Envelope:
    event = IdeaSubmitted(
        idea_id=uuid4(),
        channel="online",
        owner_kind="resident",
        ward="E05000635",
        theme="greening",
        title=PublicText(text="A bee hive"),
        summary=PublicText(text="On the sheds."),
        occurred_on=date(2009, 5, 11),
    )
    return bench.received(event).envelope


async def heard(url: str, queue_name: str, wanted: int) -> list[Envelope]:
    """What an outside subscriber hears until it has so many different events."""
    found: dict[str, Envelope] = {}
    async with asyncio.timeout(60), open_channel(url) as channel:
        queue = await channel.declare_queue(queue_name, passive=True)
        async with queue.iterator() as messages:
            async for message in messages:
                await message.ack()
                envelope = Envelope.from_json(message.body)
                READER.event_in(envelope)
                found[str(envelope.id)] = envelope
                if len(found) == wanted:
                    break
    return list(found.values())


async def declare(running: Running) -> str:
    name = f"{running.subscriber}.everything"
    async with open_channel(running.outside_url) as channel:
        queue = await channel.declare_queue(
            name, durable=True, arguments={"x-queue-type": "quorum"}
        )
        await queue.bind(EVENTS, "#")
    return name


async def test_an_event_reaches_the_dashboard_the_live_page_and_the_subscriber(
    bench: Bench, running: Running
) -> None:
    queue = await declare(running)
    envelopes = [submitted(bench) for _ in range(5)]
    person = bench.received(
        IdeasPersonErasureRequested(occurred_on=date(2010, 1, 1)), "a" * 64
    ).envelope
    async with running.client as client, client.stream("GET", "/reporting/live") as live:
        assert live.headers["content-type"].startswith("text/event-stream")
        lines = live.aiter_lines()
        assert await anext(lines) == "retry: 2000"
        await running.publish([person, *envelopes])
        async with asyncio.timeout(30):
            while not (line := await anext(lines)).startswith("data: "):
                pass
        assert int(line.removeprefix("data: ")) > 0
    told = await heard(running.outside_url, queue, len(envelopes))
    assert [one.id for one in told] == [one.id for one in envelopes]
    async with asyncio.timeout(30), running.client as client:
        while (await client.get("/reporting/api/city")).json()["figures"].get("ideas") != 5:
            await asyncio.sleep(0.1)
    await ends_soon(running)


async def ends_soon(running: Running) -> None:
    """With somebody looking on, the process still ends at once when it is told to."""
    async with running.client as client, client.stream("GET", "/reporting/live") as live:
        lines = live.aiter_lines()
        assert await anext(lines) == "retry: 2000"
        running.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(6):
            async for _ in lines:
                pass
        async with asyncio.timeout(10):
            assert await running.process.wait() == 0


async def test_forwarding_goes_on_where_it_left_off(bench: Bench, broker: SharedBroker) -> None:
    vhost = await broker.virtual_host()
    subscriber, password = f"library-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    await broker.load(outside_definitions(subscriber, password))
    first, second = [submitted(bench) for _ in range(3)], [submitted(bench) for _ in range(3)]
    async with started(bench, vhost, subscriber, password) as running:
        queue = await declare(running)
        await running.publish(first)
        told = await heard(running.outside_url, queue, 3)
        assert [one.id for one in told] == [one.id for one in first]
        # One that ends before it has noted how far it came sends some of it again.
        async with asyncio.timeout(30):
            while not await bench.rows("SELECT 1 FROM forwarding WHERE archive_offset >= 2"):
                await asyncio.sleep(0.1)
    async with started(bench, vhost, subscriber, password) as running:
        await running.publish(second)
        told = await heard(running.outside_url, queue, 3)
        assert [one.id for one in told] == [one.id for one in second]
