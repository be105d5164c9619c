"""The documented subscriber, run as it is printed, alone in a virtual host of its own."""

import asyncio
import re
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aio_pika
import pytest
import pytest_asyncio
from aio_pika.abc import AbstractChannel
from aio_pika.exceptions import CONNECTION_EXCEPTIONS
from aiormq.exceptions import ChannelAccessRefused
from civic_contracts.events.budgets import AwardMade
from civic_contracts.events.ideas import IdeaSupported
from civic_contracts.sampling import sample_of
from civic_contracts.topology import (
    EVENTS,
    FORWARDER,
    outside_definitions,
    outside_virtual_host,
)
from civic_stack.shared_broker import SharedBroker

pytestmark = pytest.mark.stack
DOCS = Path(__file__).parents[3] / "docs"
EXAMPLE = DOCS / "examples" / "subscriber.py"
MOST = 5


@dataclass(frozen=True)
class Outside:
    """An outside subscriber's name, and addresses for it and for the forwarder."""

    name: str
    url: str
    forwarder_url: str
    inside_url: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def outside(broker: SharedBroker) -> Outside:
    inside = await broker.virtual_host()
    name, password = f"library-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    await broker.load(outside_definitions(name, password, most_messages=MOST, most_queues=3))
    host = outside_virtual_host(name)
    at = f"127.0.0.1:{inside.port}"
    return Outside(
        name=name,
        url=f"amqp://{name}:{password}@{at}/{host}",
        forwarder_url=f"amqp://{FORWARDER}:{inside.passwords[FORWARDER]}@{at}/{host}",
        inside_url=f"amqp://{name}:{password}@{at}/{inside.name}",
    )


@asynccontextmanager
async def channel_at(url: str) -> AsyncIterator[AbstractChannel]:
    connection = await aio_pika.connect(url, timeout=20)
    async with connection:
        yield await connection.channel(publisher_confirms=True)


async def forward(outside: Outside, bodies: list[tuple[str, bytes]]) -> None:
    """Publish as the reporting service's forwarder does."""
    async with channel_at(outside.forwarder_url) as channel:
        exchange = await channel.get_exchange(EVENTS, ensure=False)
        for key, body in bodies:
            message = aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
            await exchange.publish(message, key, mandatory=False, timeout=20)


async def test_the_documented_subscriber_prints_the_awards(outside: Outside) -> None:
    queue = f"{outside.name}.awards"
    running = await asyncio.create_subprocess_exec(
        sys.executable, str(EXAMPLE), outside.url, queue, stdout=asyncio.subprocess.PIPE
    )
    assert running.stdout is not None
    try:
        async with asyncio.timeout(60), channel_at(outside.url) as channel:
            await wait_for_queue(outside, queue)
            award = sample_of(AwardMade)
            of_tomorrow = award.to_json().replace(b"award.made.v1", b"award.praised.v1")
            await forward(
                outside,
                [
                    (IdeaSupported.routing_key, sample_of(IdeaSupported).to_json()),
                    ("budgets.award.praised.v1", of_tomorrow),
                    (AwardMade.routing_key, award.to_json()),
                ],
            )
            first = (await running.stdout.readline()).decode()
            second = (await running.stdout.readline()).decode()
            left = await channel.declare_queue(queue, passive=True)
    finally:
        with suppress(ProcessLookupError):
            running.terminate()
        await running.wait()
    assert first == "passed over: civic.budgets.award.praised.v1 is not known here\n"
    assert second == f"Harrow Road Community Choir: £15,000.00 ({award.id})\n"
    assert left.declaration_result.message_count == 0


async def wait_for_queue(outside: Outside, queue: str) -> None:
    """Until the subscriber has declared and bound its queue and consumes it."""
    while True:
        async with channel_at(outside.url) as channel:
            with suppress(aio_pika.exceptions.ChannelNotFoundEntity):
                found = await channel.declare_queue(queue, passive=True)
                if found.declaration_result.consumer_count:
                    return
        await asyncio.sleep(0.1)


async def test_a_slow_subscriber_loses_the_oldest_and_nobody_waits(outside: Outside) -> None:
    async with channel_at(outside.url) as channel:
        queue = await channel.declare_queue(
            f"{outside.name}.slow", durable=True, arguments={"x-queue-type": "quorum"}
        )
        await queue.bind(EVENTS, "ideas.#")
        await forward(
            outside, [(IdeaSupported.routing_key, str(n).encode()) for n in range(MOST + 20)]
        )
        first = await queue.get(timeout=20)
        await first.ack()
        assert int(first.body) >= 20


@pytest.mark.parametrize("queue", ["other.queue", "civic.archive", "ideas.inbox"])
async def test_a_subscriber_declares_only_queues_of_its_name(outside: Outside, queue: str) -> None:
    async with channel_at(outside.url) as channel:
        with pytest.raises(ChannelAccessRefused):
            await channel.declare_queue(queue, durable=True)


async def test_a_subscriber_publishes_nothing(outside: Outside) -> None:
    for exchange in (EVENTS, ""):
        async with channel_at(outside.url) as channel:
            target = (
                await channel.get_exchange(exchange, ensure=False)
                if exchange
                else channel.default_exchange
            )
            with pytest.raises(ChannelAccessRefused):
                await target.publish(
                    aio_pika.Message(b"forged"), f"{outside.name}.slow", timeout=20
                )


async def test_a_subscriber_cannot_enter_the_services_virtual_host(outside: Outside) -> None:
    with pytest.raises(CONNECTION_EXCEPTIONS):
        await aio_pika.connect(outside.inside_url, timeout=20)


async def test_a_subscriber_cannot_make_queues_without_end(outside: Outside) -> None:
    async def declare(how_many: int) -> None:
        async with channel_at(outside.url) as channel:
            for n in range(how_many):
                await channel.declare_queue(f"{outside.name}.n{n}", durable=True)

    with pytest.raises(aio_pika.exceptions.AMQPError, match="limit"):
        await declare(10)


def test_the_documentation_prints_the_example_as_it_is_run() -> None:
    page = (DOCS / "for-subscribers.md").read_text(encoding="utf-8")
    printed = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert printed is not None
    assert printed.group(1) == EXAMPLE.read_text(encoding="utf-8")
