"""The private servers work and keep to themselves."""

import aio_pika
import asyncpg
import pytest
from civic_stack.postgres import Postgres
from civic_stack.shared_broker import SharedBroker

pytestmark = pytest.mark.stack


async def test_a_database_belongs_to_its_own_role(postgres: Postgres) -> None:
    mine, other = await postgres.database(), await postgres.database()
    connection = await asyncpg.connect(mine.plain)
    try:
        await connection.execute("CREATE TABLE note (text text)")
        assert await connection.fetchval("SELECT count(*) FROM note") == 0
        assert not await connection.fetchval(
            "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        )
    finally:
        await connection.close()
    foreign = mine.plain.rpartition("/")[0] + "/" + other.rpartition("/")[2]
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(foreign)


async def test_extensions_that_the_services_need_are_there(postgres: Postgres) -> None:
    connection = await asyncpg.connect((await postgres.database()).plain)
    try:
        await connection.execute("CREATE EXTENSION pg_trgm")
        assert await connection.fetchval("SELECT similarity('choir', 'choirs')") > 0.5
        assert await connection.fetchval("SELECT lower('ÉTÉ')") == "été"
    finally:
        await connection.close()


async def test_virtual_hosts_are_separate(broker: SharedBroker) -> None:
    first = await broker.virtual_host(topology=False)
    second = await broker.virtual_host(topology=False)
    assert first.name != second.name
    async with await aio_pika.connect(first.url()) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("q", durable=True, arguments={"x-queue-type": "quorum"})
        await channel.default_exchange.publish(aio_pika.Message(b"hello"), routing_key="q")
        message = await queue.get(timeout=5)
        assert message is not None
        assert message.body == b"hello"
        await message.ack()
    assert await second.management.queues(second.name) == []
