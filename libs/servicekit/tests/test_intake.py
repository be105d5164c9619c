"""Messages put together as their frames come, through a real broker."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio
from aiormq import Channel
from aiormq.abc import DeliveredMessage
from civic_stack.shared_broker import SharedBroker
from pamqp.commands import Basic
from servicekit.messaging.intake import Intake, nowhere
from servicekit.messaging.link import open_link

QUEUE = "all"
SECONDS = 5.0


@pytest_asyncio.fixture
async def channels(broker: SharedBroker) -> AsyncIterator[tuple[Channel, Channel]]:
    """A channel to publish on and one to consume from, and a queue."""
    vhost = await broker.virtual_host(topology=False)
    async with open_link(vhost.url(), name="test") as link:
        telling, hearing = await link.channel(), await link.channel(prefetch=10)
        await telling.queue_declare(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
        yield telling, hearing


async def next_of(intake: Intake) -> DeliveredMessage:
    async with asyncio.timeout(SECONDS):
        return await intake.arrived.get()


async def test_messages_of_any_size_arrive_whole_and_in_their_order(
    channels: tuple[Channel, Channel],
) -> None:
    telling, hearing = channels
    intake = Intake(hearing)
    await hearing.basic_consume(QUEUE, nowhere)
    most = hearing.max_content_size
    bodies = [b"", b"{}", b"a" * most, b"b" * (most + 1), bytes(range(256)) * 1024, b"end"]
    for number, body in enumerate(bodies):
        properties = Basic.Properties(message_id=str(number))
        await telling.basic_publish(body, routing_key=QUEUE, properties=properties)
    for number, body in enumerate(bodies):
        message = await next_of(intake)
        assert message.body == body
        assert message.header.properties.message_id == str(number)
        assert isinstance(message.delivery, Basic.Deliver)
        assert message.delivery.delivery_tag == number + 1


async def test_what_is_acknowledged_is_gone_and_the_rest_comes_again(
    channels: tuple[Channel, Channel],
) -> None:
    telling, hearing = channels
    intake = Intake(hearing)
    await hearing.basic_consume(QUEUE, nowhere)
    for number in range(30):
        await telling.basic_publish(str(number).encode(), routing_key=QUEUE)
    # The prefetch is ten: more come only because these are acknowledged.
    taken = [await next_of(intake) for _ in range(10)]
    assert intake.arrived.empty()
    await hearing.basic_ack(10, multiple=True)
    taken += [await next_of(intake) for _ in range(10)]
    assert [message.body for message in taken] == [str(number).encode() for number in range(20)]
    await hearing.close()
    # A quorum queue takes back what a closed channel held in its own time.
    async with asyncio.timeout(SECONDS):
        while (await telling.queue_declare(QUEUE, passive=True)).message_count != 20:
            await asyncio.sleep(0.02)


async def test_the_channel_goes_on_to_answer_for_itself(
    channels: tuple[Channel, Channel],
) -> None:
    """Requests, single messages asked for, and the broker's own cancellation."""
    telling, hearing = channels
    Intake(hearing)
    assert (await hearing.queue_declare("other")).queue == "other"
    await telling.basic_publish(b"single", routing_key="other")
    assert (await hearing.basic_get("other")).body == b"single"
    cancelled = asyncio.Event()
    hearing.on_consumer_cancel_callbacks.add(lambda _: cancelled.set())
    await hearing.basic_consume(QUEUE, nowhere)
    await telling.queue_delete(QUEUE)
    async with asyncio.timeout(SECONDS):
        await cancelled.wait()
