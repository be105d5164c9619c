"""What the broker itself refuses and keeps, tried on a real one."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

import aio_pika
import pytest
import pytest_asyncio
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue
from aio_pika.exceptions import AMQPError
from aiormq.exceptions import ChannelAccessRefused, ChannelPreconditionFailed
from civic_contracts.topology import (
    ARCHIVE,
    CANARY,
    DEAD,
    EVENTS,
    OPERATOR,
    REPLAY,
    SERVICES,
    UNROUTED,
    USERS,
    canary_of,
    dead_of,
    definitions,
    inbox_of,
    replay_answer_key,
    replay_request_key,
    replays_of,
)
from civic_stack.rabbitmq import Vhost
from civic_stack.shared_broker import SharedBroker
from civic_stack.topology import moved

pytestmark = pytest.mark.stack
SECONDS = 20


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def vhost(broker: SharedBroker) -> Vhost:
    return await broker.virtual_host()


@asynccontextmanager
async def channel_of(vhost: Vhost, user: str) -> AsyncIterator[AbstractChannel]:
    """A channel with confirms that raises when the broker refuses or returns a message."""
    connection = await aio_pika.connect(vhost.url(user), timeout=SECONDS)
    async with connection:
        yield await connection.channel(publisher_confirms=True, on_return_raises=True)


async def publish(
    channel: AbstractChannel,
    exchange: str,
    key: str,
    *,
    body: bytes = b"{}",
    user_id: str | None = None,
) -> None:
    """Publish one persistent, mandatory message and wait for the broker's word."""
    message = aio_pika.Message(
        body,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        user_id=user_id,
        message_id=str(uuid.uuid4()),
    )
    target = (
        await channel.get_exchange(exchange, ensure=False) if exchange else channel.default_exchange
    )
    await target.publish(message, key, mandatory=True, timeout=SECONDS)


async def refused(attempt: Awaitable[object]) -> None:
    with pytest.raises(ChannelAccessRefused):
        await asyncio.wait_for(attempt, SECONDS)


async def taken(channel: AbstractChannel, queue: str, body: bytes) -> AbstractIncomingMessage:
    """Consume a queue, acknowledging everything, until a message with this body arrives."""
    async with asyncio.timeout(SECONDS), (await queue_of(channel, queue)).iterator() as messages:
        async for message in messages:
            await message.ack()
            if message.body == body:
                return message
    raise AssertionError("the queue was closed")


async def queue_of(channel: AbstractChannel, name: str) -> AbstractQueue:
    return await channel.get_queue(name, ensure=False)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_writes_its_own_keys_and_no_others(vhost: Vhost, service: str) -> None:
    async with channel_of(vhost, service) as channel:
        await publish(channel, EVENTS, f"{service}.thing.happened.v1", user_id=service)
        await publish(channel, EVENTS, f"{service}.person.erased.v1", user_id=service)
    for other in {*SERVICES, "civic"} - {service}:
        async with channel_of(vhost, service) as channel:
            await refused(publish(channel, EVENTS, f"{other}.thing.happened.v1"))


@pytest.mark.parametrize("user", USERS)
async def test_the_default_exchange_is_closed_to_everyone(vhost: Vhost, user: str) -> None:
    for queue in (inbox_of("budgets"), inbox_of("volunteers")):
        async with channel_of(vhost, user) as channel:
            await refused(publish(channel, "", queue))


@pytest.mark.parametrize("queue", [inbox_of("budgets"), dead_of("budgets"), ARCHIVE])
async def test_a_service_reads_no_other_queue(vhost: Vhost, queue: str) -> None:
    async with channel_of(vhost, "ideas") as channel:
        await refused((await queue_of(channel, queue)).get())


async def test_a_service_declares_binds_and_deletes_nothing(vhost: Vhost) -> None:
    async with channel_of(vhost, "ideas") as channel:
        await refused(channel.declare_queue("ideas.mine", durable=True))
    async with channel_of(vhost, "ideas") as channel:
        await refused((await queue_of(channel, inbox_of("ideas"))).bind(EVENTS, "#"))
    async with channel_of(vhost, "ideas") as channel:
        await refused(channel.queue_delete(inbox_of("ideas")))


async def test_a_forged_origin_is_refused(vhost: Vhost) -> None:
    async with channel_of(vhost, "ideas") as channel:
        with pytest.raises((ChannelPreconditionFailed, AMQPError), match="user_id"):
            await publish(channel, EVENTS, "ideas.idea.supported.v1", user_id="budgets")


async def test_a_consumer_can_trust_the_origin(vhost: Vhost) -> None:
    async with channel_of(vhost, "budgets") as budgets:
        await publish(budgets, EVENTS, "budgets.award.made.v1", body=b"origin", user_id="budgets")
    async with channel_of(vhost, "volunteers") as volunteers:
        message = await taken(volunteers, inbox_of("volunteers"), b"origin")
    assert message.user_id == "budgets"


async def test_a_rejected_message_is_kept_in_the_dead_letters(vhost: Vhost) -> None:
    async with channel_of(vhost, "ideas") as ideas:
        await publish(ideas, EVENTS, "ideas.idea.referred.v1", body=b"poison", user_id="ideas")
    async with channel_of(vhost, "budgets") as budgets:
        inbox = await queue_of(budgets, inbox_of("budgets"))
        async with asyncio.timeout(SECONDS), inbox.iterator() as messages:
            async for message in messages:
                if message.body == b"poison":
                    await message.reject(requeue=False)
                    break
                await message.ack()
        dead = await taken(budgets, dead_of("budgets"), b"poison")
    assert dead.user_id == "ideas"
    assert dead.headers["x-first-death-reason"] == "rejected"
    assert dead.headers["x-first-death-queue"] == inbox_of("budgets")


async def test_a_service_may_bury_only_in_its_own_name(vhost: Vhost) -> None:
    async with channel_of(vhost, "ideas") as channel:
        await publish(channel, DEAD, "ideas", body=b"why")
        await taken(channel, dead_of("ideas"), b"why")
        await refused(publish(channel, DEAD, "budgets"))


async def test_a_replay_is_asked_and_answered_between_two_services_alone(vhost: Vhost) -> None:
    async with channel_of(vhost, "budgets") as budgets, channel_of(vhost, "ideas") as ideas:
        await publish(budgets, REPLAY, replay_request_key("ideas", "budgets"), body=b"ask")
        await taken(ideas, replays_of("ideas"), b"ask")
        key = replay_answer_key("budgets", "ideas.idea.referred.v1")
        await publish(ideas, REPLAY, key, body=b"again", user_id="ideas")
        answer = await taken(budgets, inbox_of("budgets"), b"again")
        assert answer.user_id == "ideas"
        await refused(publish(budgets, REPLAY, replay_request_key("ideas", "volunteers")))
    async with channel_of(vhost, "budgets") as budgets:
        forged = replay_answer_key("volunteers", "ideas.idea.referred.v1")
        await refused(publish(budgets, REPLAY, forged))


async def test_what_nobody_wants_is_kept_for_the_operator(vhost: Vhost) -> None:
    async with channel_of(vhost, "ideas") as ideas:
        await publish(ideas, REPLAY, replay_request_key("nobody", "ideas"), body=b"lost")
    async with channel_of(vhost, OPERATOR) as operator:
        await taken(operator, UNROUTED, b"lost")
        await refused(publish(operator, EVENTS, "ideas.idea.referred.v1"))


async def test_a_canary_sings_to_its_own_service(vhost: Vhost) -> None:
    async with channel_of(vhost, "ideas") as ideas:
        await publish(ideas, CANARY, "ideas", body=b"tweet")
        await taken(ideas, canary_of("ideas"), b"tweet")


async def test_only_one_consumer_of_an_inbox_is_active(vhost: Vhost) -> None:
    got: dict[str, int] = {"first": 0, "second": 0}
    enough = asyncio.Event()
    async with channel_of(vhost, "ideas") as one, channel_of(vhost, "ideas") as two:
        for name, channel in (("first", one), ("second", two)):

            async def count(message: AbstractIncomingMessage, name: str = name) -> None:
                await message.ack()
                got[name] += message.body == b"one of many"
                if sum(got.values()) >= 20:
                    enough.set()

            await channel.set_qos(prefetch_count=1)
            await (await queue_of(channel, inbox_of("ideas"))).consume(count)
        async with channel_of(vhost, "budgets") as budgets:
            for _ in range(20):
                await publish(budgets, EVENTS, "budgets.award.made.v1", body=b"one of many")
        await asyncio.wait_for(enough.wait(), SECONDS)
    assert got == {"first": 20, "second": 0}


async def test_the_archive_keeps_everything_and_only_the_forwarder_reads_it(vhost: Vhost) -> None:
    seen: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
    async with channel_of(vhost, "reporting") as reporting:
        await publish(reporting, EVENTS, "reporting.pack.frozen.v1", body=b"kept")
    async with channel_of(vhost, "forwarder") as forwarder:
        await forwarder.set_qos(prefetch_count=100)
        archive = await queue_of(forwarder, ARCHIVE)

        async def note(message: AbstractIncomingMessage) -> None:
            await message.ack()
            await seen.put(message)

        await archive.consume(note, arguments={"x-stream-offset": "first"})
        async with asyncio.timeout(SECONDS):
            while (await seen.get()).body != b"kept":
                pass


async def test_loading_the_definitions_again_changes_nothing(
    broker: SharedBroker, vhost: Vhost
) -> None:
    again = definitions({user: vhost.passwords[user] for user in vhost.passwords if user in USERS})
    await broker.load(moved(again, vhost.name.removesuffix("civic")))
    async with channel_of(vhost, "ideas") as ideas:
        await publish(ideas, EVENTS, "ideas.idea.referred.v1", user_id="ideas")
