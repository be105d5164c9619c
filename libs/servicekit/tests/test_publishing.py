"""Many messages in one write, through a real broker: whole, in order, and confirmed one by one."""

import asyncio
import gc
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from aiormq import Channel
from civic_stack.rabbitmq import ADMIN
from civic_stack.shared_broker import SharedBroker
from servicekit.messaging.link import LOST, open_link
from servicekit.messaging.publishing import Outgoing, Publisher, confirmed
from servicekit.messaging.relay import properties_of

EXCHANGE = "told"
SECONDS = 5.0


def properties(message_id: UUID, kind: str) -> object:
    return properties_of(message_id, kind, "ideas", ADMIN)


def messages(*bodies: bytes) -> list[Outgoing]:
    return [Outgoing(uuid4(), f"kind-{len(body) % 3}", "key", body) for body in bodies]


@pytest_asyncio.fixture
async def channel(broker: SharedBroker) -> AsyncIterator[Channel]:
    """A channel on a virtual host with an exchange and the queue ``all`` behind it."""
    vhost = await broker.virtual_host(topology=False)
    async with open_link(vhost.url(), name="test") as link:
        found = await link.channel()
        await found.exchange_declare(EXCHANGE, exchange_type="fanout", durable=True)
        await found.queue_declare("all", durable=True, arguments={"x-queue-type": "quorum"})
        await found.queue_bind("all", EXCHANGE)
        yield found


async def test_bodies_of_any_size_arrive_whole_in_their_order_and_as_the_relay_says(
    channel: Channel,
) -> None:
    most = channel.max_content_size
    sent = messages(b"", b"{}", b"a" * most, b"b" * (most + 1), bytes(range(256)) * 1024, b"end")
    confirms = await Publisher(channel, EXCHANGE, properties).send(sent)
    assert await confirmed(channel, confirms, seconds=SECONDS) == [True] * len(sent)
    for message in sent:
        found = await channel.basic_get("all", no_ack=True)
        assert found.body == message.body
        # A header is the queue's own: how often it has handed the message out before.
        arrived = dict(found.header.properties) | {"headers": None}
        assert arrived == dict(properties(message.message_id, message.type))


async def test_each_message_that_the_broker_refuses_is_told_from_those_it_took(
    channel: Channel,
) -> None:
    full = {"x-max-length": 3, "x-overflow": "reject-publish"}
    await channel.queue_declare("small", durable=True, arguments=full)
    await channel.queue_bind("small", EXCHANGE)
    publisher = Publisher(channel, EXCHANGE, properties)
    answers = []
    for message in messages(*(b"x" * size for size in range(1, 7))):
        confirms = await publisher.send([message])
        answers += await confirmed(channel, confirms, seconds=SECONDS)
    assert answers == [True, True, True, False, False, False]


async def test_what_a_closed_channel_leaves_unanswered_is_not_confirmed(channel: Channel) -> None:
    publisher = Publisher(channel, "no such exchange", properties)
    confirms = await publisher.send(messages(b"1", b"2"))
    async with asyncio.timeout(SECONDS):
        assert await confirmed(channel, confirms, seconds=60) == [False, False]
    with pytest.raises(LOST):
        await publisher.send(messages(b"3"))


async def test_silence_is_no_confirm_and_says_nothing_later(channel: Channel) -> None:
    loop = asyncio.get_running_loop()
    said: list[object] = []
    loop.set_exception_handler(lambda _, context: said.append(context["message"]))
    try:
        assert await confirmed(channel, [loop.create_future()], seconds=0.05) == [False]
        for _ in range(3):
            await asyncio.sleep(0)
        gc.collect()
    finally:
        loop.set_exception_handler(None)
    assert said == []
