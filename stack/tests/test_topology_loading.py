"""The contracts' topology can be loaded many times into one broker without meeting."""

import aio_pika
import pytest
from aiormq.exceptions import ChannelAccessRefused
from civic_stack.shared_broker import SharedBroker

pytestmark = pytest.mark.stack


async def test_each_module_gets_the_topology_for_itself(broker: SharedBroker) -> None:
    first, second = await broker.virtual_host(), await broker.virtual_host()
    for vhost in (first, second):
        names = {queue["name"] for queue in await broker.management.queues(vhost.name)}
        assert {"ideas.inbox", "budgets.inbox", "volunteers.inbox", "reporting.inbox"} <= names
    async with await aio_pika.connect(first.url("ideas")) as connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange("civic.events")
        await exchange.publish(aio_pika.Message(b"{}"), routing_key="ideas.idea.submitted.v1")
    assert await _waiting(first.url(), "budgets.inbox") == 1
    assert await _waiting(second.url(), "budgets.inbox") == 0


async def test_a_service_may_not_write_under_another_name(broker: SharedBroker) -> None:
    vhost = await broker.virtual_host()
    async with await aio_pika.connect(vhost.url("ideas")) as connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange("civic.events")
        with pytest.raises(ChannelAccessRefused):
            await exchange.publish(aio_pika.Message(b"{}"), routing_key="budgets.award.made.v1")


async def _waiting(url: str, queue: str) -> int | None:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        declared = await channel.declare_queue(queue, passive=True)
        return declared.declaration_result.message_count
