"""Several processes of one service, and what a broker may do to a connection that stays open."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from aiormq import Channel
from civic_contracts.topology import EVENTS, REPLAY, inbox_of, replays_of
from civic_stack.postgres import Postgres
from civic_stack.rabbitmq import Vhost
from civic_stack.shared_broker import SharedBroker
from kit_house import example_process
from servicekit.messaging import stream_health
from servicekit.messaging.asking import Wanted, ask
from servicekit.messaging.link import Link, open_link
from servicekit.process import Process
from test_flow import outbox, running, wait_for, write


@pytest_asyncio.fixture
async def vhost(broker: SharedBroker) -> Vhost:
    return await broker.virtual_host()


@pytest_asyncio.fixture
async def pair(postgres: Postgres, vhost: Vhost) -> AsyncIterator[tuple[Process, Process]]:
    """A process that writes notes and one that hears of them."""
    async with (
        example_process(postgres, vhost.url("ideas"), "ideas") as writing,
        example_process(postgres, vhost.url("reporting"), "reporting") as hearing,
    ):
        yield writing, hearing


async def until(holds: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        await asyncio.sleep(0.05)
    return holds()


LATE = 1.2  # seconds


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Canaries one after the other, so that two processes' meet; 3 s without one are silence."""
    monkeypatch.setattr(stream_health, "EVERY_SECONDS", 0.02)
    monkeypatch.setattr(stream_health, "ANSWER_SECONDS", 3.0)


async def oldest_beside_another(first: Process, *, seconds: int) -> float:
    """How old a canary of two processes of one service got; looks on until one is late."""
    second = Process(first.service, first.settings)
    oldest = 0.0
    try:
        async with running(first), running(second):
            for one in (first, second):
                assert await until(lambda one=one: one.watch.health().canary_age < 1)
            end = time.monotonic() + seconds
            while oldest < LATE and time.monotonic() < end:
                await asyncio.sleep(0.1)
                ages = [one.watch.health().canary_age for one in (first, second)]
                oldest = max(oldest, *ages)
    finally:
        await second.identity.aclose()
        await second.engine.dispose()
    return oldest


@pytest.mark.usefixtures("hurried")
async def test_two_processes_do_not_take_each_others_canaries_for_silence(
    pair: tuple[Process, Process],
) -> None:
    assert await oldest_beside_another(pair[0], seconds=4) < LATE


@pytest.mark.usefixtures("hurried")
async def test_processes_that_insist_on_their_own_canary_would_be_found_silent(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: dict[object, bytes] = {}

    def noted() -> UUID:
        canary = uuid4()
        sent[asyncio.current_task()] = canary.hex.encode()
        return canary

    async def insists(channel: Channel, queue: str) -> None:
        while True:
            message = await channel.basic_get(queue, no_ack=True)
            if message.body == sent[asyncio.current_task()]:
                return
            await asyncio.sleep(stream_health.LOOK_AGAIN_SECONDS)

    monkeypatch.setattr(stream_health, "uuid4", noted)
    monkeypatch.setattr(stream_health, "_one_back", insists)
    assert await oldest_beside_another(pair[0], seconds=30) >= LATE


async def test_a_consumer_whose_queue_was_made_anew_comes_back(
    pair: tuple[Process, Process], vhost: Vhost
) -> None:
    """The broker cancels the consumer and leaves the connection open."""
    writing, hearing = pair
    queue = inbox_of("reporting")
    async with running(writing, hearing), open_link(vhost.url(), name="operator") as link:
        await write(writing)
        await wait_for(hearing, 1)
        channel = await link.channel()
        await channel.queue_delete(queue)
        assert await until(lambda: not hearing.subscriber.consuming.is_set())
        quorum = {"x-queue-type": "quorum", "x-single-active-consumer": True}
        await channel.queue_declare(queue, durable=True, arguments=quorum)
        await channel.queue_bind(queue, EVENTS, routing_key="#")
        await write(writing)
        assert len(await wait_for(hearing, 2)) == 2
        assert hearing.subscriber.consuming.is_set()


async def test_hundreds_of_requests_to_tell_again_are_answered_one_after_another(
    pair: tuple[Process, Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    writing, hearing = pair
    answering, most = 0, 0

    async def counted(self: object, link: Link, body: bytes, origin: str | None) -> None:
        nonlocal answering, most
        answering += 1
        most = max(most, answering)
        await asyncio.sleep(0.02)
        answering -= 1

    monkeypatch.setattr(type(writing.replays), "_answer", counted)
    async with open_link(hearing.relay.broker_url, name="asking") as link:
        for _ in range(30):
            await ask(link, "reporting", Wanted("ideas"))
    async with running(writing):
        assert await until(lambda: most > 0)
        await asyncio.sleep(1)
    assert most == 1


async def test_who_answers_requests_comes_back_when_its_consumer_was_cancelled(
    pair: tuple[Process, Process], vhost: Vhost
) -> None:
    """The broker cancels the consumer of requests and leaves the connection open."""
    writing, hearing = pair
    queue = replays_of("ideas")
    async with running(writing, hearing), open_link(vhost.url(), name="operator") as link:
        await write(writing)
        await wait_for(hearing, 1)
        channel = await link.channel()
        assert await until_consumed(channel, queue)
        await channel.queue_delete(queue)
        quorum = {"x-queue-type": "quorum", "x-single-active-consumer": True}
        await channel.queue_declare(queue, durable=True, arguments=quorum)
        await channel.queue_bind(queue, REPLAY, routing_key="ask.ideas.*")
        assert await until_consumed(channel, queue)


async def until_consumed(channel: Channel, queue: str, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (await channel.queue_declare(queue, passive=True)).consumer_count:
            return True
        await asyncio.sleep(0.1)
    return False


async def test_what_was_redacted_is_told_again_as_a_repeat(
    pair: tuple[Process, Process],
) -> None:
    writing, hearing = pair
    async with running(writing, hearing):
        note = await write(writing)
        await wait_for(hearing, 1)
        redact = (
            "UPDATE kit.outbox SET digest = sha256(body), "
            "body = convert_to(convert_from(body, 'UTF8') || ' ', 'UTF8')"
        )
        await outbox(writing, redact)
        async with open_link(hearing.relay.broker_url, name="asking") as link:
            await ask(link, "reporting", Wanted("ideas"))
        await write(writing, note)
        assert await wait_for(hearing, 2) == [(note, 1), (note, 2)]
        await asyncio.sleep(1)
        assert await outbox(hearing, "SELECT reason FROM kit.dead_letters") == []
