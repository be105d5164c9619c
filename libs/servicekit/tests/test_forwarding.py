"""The archive is copied to subscribers outside from where each left off, also where it is new."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio
from aiormq.abc import DeliveredMessage
from civic_contracts.topology import EVENTS, FORWARDER, outside_definitions, outside_virtual_host
from civic_stack.rabbitmq import Vhost
from civic_stack.shared_broker import SharedBroker
from pamqp.commands import Basic
from servicekit.messaging import forwarding
from servicekit.messaging.forwarding import Forwarder
from servicekit.messaging.link import open_link

KEY = "ideas.note.written.v1"


class Kept:
    """How far a subscriber is said to be."""

    def __init__(self, offset: int | None) -> None:
        self.offset = offset

    async def load(self, subscriber: str) -> int | None:
        return self.offset

    async def store(self, subscriber: str, offset: int) -> None:
        self.offset = offset


@pytest_asyncio.fixture
async def vhost(broker: SharedBroker) -> AsyncIterator[Vhost]:
    found = await broker.virtual_host()
    async with open_link(found.url("ideas"), name="telling") as link:
        channel = await link.channel()
        for number in range(5):
            properties = Basic.Properties(delivery_mode=2, user_id="ideas")
            body = str(number).encode()
            await channel.basic_publish(
                body, exchange=EVENTS, routing_key=KEY, properties=properties
            )
        yield found


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive that was made anew is found out a little sooner."""
    monkeypatch.setattr(forwarding, "REACH_SECONDS", 5.0)


@pytest.mark.parametrize(
    ("left_off", "told"),
    [(None, [0, 1, 2, 3, 4]), (2, [3, 4]), (4, []), (1000, [0, 1, 2, 3, 4])],
    ids=["at-the-beginning", "in-between", "at-the-end", "in-an-archive-that-is-gone"],
)
async def test_a_subscriber_is_told_what_it_has_not_had(
    broker: SharedBroker, vhost: Vhost, left_off: int | None, told: list[int]
) -> None:
    name, password = f"library-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    await broker.load(outside_definitions(name, password))
    address = f"127.0.0.1:{vhost.port}/{outside_virtual_host(name)}"
    arrived: asyncio.Queue[DeliveredMessage] = asyncio.Queue()
    async with open_link(f"amqp://{name}:{password}@{address}", name=name) as link:
        channel = await link.channel()
        await channel.queue_declare(f"{name}.all", durable=True)
        await channel.queue_bind(f"{name}.all", EVENTS, routing_key="#")
        await channel.basic_consume(f"{name}.all", arrived.put, no_ack=True)
        outside = {name: f"amqp://{FORWARDER}:{broker.password(FORWARDER)}@{address}"}
        kept = Kept(left_off)
        copying = asyncio.create_task(
            Forwarder(vhost.url(FORWARDER), outside, kept).run(), name="forward"
        )
        try:
            found = [int((await asyncio.wait_for(arrived.get(), 40)).body) for _ in told]
            with suppress(TimeoutError):
                found.append(int((await asyncio.wait_for(arrived.get(), 1)).body))
        finally:
            copying.cancel()
            await asyncio.gather(copying, return_exceptions=True)
    assert found == told
    assert kept.offset == 4
