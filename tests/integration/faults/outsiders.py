"""Row: whatever a subscriber outside does, the services publish as fast as before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

import aio_pika
import httpx
from aio_pika.abc import AbstractChannel
from civic_stack.stack import Stack
from harness.fault_table import Dose, Finding, Part, fault
from harness.latency import publishing_takes
from harness.personas import signed_in

NAME, HOST = "neighbour", "outside-neighbour"
SECONDS = 6.0
AT_ONCE = 4
CONNECTIONS = 9  # a virtual host has ten, and whoever forwards to it needs one
PENNIES = "/budgets/api/ward-accounts/E05000647/sponsorships"
PENNY = {
    "financial_year": "2009-10",
    "amount": 1,
    "funder": "Wigmore Hall",
    "occurred_on": "2009-06-01",
    "late_reason": "To have something to tell.",
}


@asynccontextmanager
async def _full(stack: Stack) -> AsyncIterator[None]:
    """Its queue takes one message and refuses all others, back to whoever forwards."""
    async with _own_channel(stack) as channel:
        queue = await channel.declare_queue(
            f"{NAME}.full", arguments={"x-max-length": 1, "x-overflow": "reject-publish"}
        )
        await queue.bind("civic.events", "#")
        try:
            yield
        finally:
            await queue.delete(if_unused=False, if_empty=False)


@asynccontextmanager
async def _dead(stack: Stack) -> AsyncIterator[None]:
    """It may not even be written to any more."""
    await stack.broker.management.grant(HOST, "forwarder")
    try:
        yield
    finally:
        await stack.broker.management.grant(HOST, "forwarder", write="^civic\\.events$")


@asynccontextmanager
async def _hostile(stack: Stack) -> AsyncIterator[None]:
    """Everything at once that it may have, and it takes all it gets without ever saying so."""
    async with AsyncExitStack() as all_of_them:
        queues = []
        for number in range(CONNECTIONS):
            channel = await all_of_them.enter_async_context(_own_channel(stack))
            queue = await channel.declare_queue(f"{NAME}.hostile-{number}", durable=True)
            await queue.bind("civic.events", "#")
            await queue.consume(_take_and_keep)
            queues.append(queue)
        yield
        for queue in queues:
            await queue.delete(if_unused=False, if_empty=False)


async def _take_and_keep(_: aio_pika.abc.AbstractIncomingMessage) -> None:
    """Never acknowledges."""


@asynccontextmanager
async def _own_channel(stack: Stack) -> AsyncIterator[AbstractChannel]:
    async with await aio_pika.connect(stack.broker_url(NAME, HOST)) as connection:
        yield await connection.channel()


Manner = Callable[[Stack], AbstractAsyncContextManager[None]]
MANNERS: tuple[Manner, ...] = (_full, _dead, _hostile)


@fault(
    "an outside subscriber full, dead or hostile",
    short=1,
    full=10,
    passes="p50 of publishing in the core ≤ 2 × that before, + 20 ms",
)
async def outsider(dose: Dose) -> Finding:
    """Each manner in turn, while money is given and told of, some 30 times a second."""
    stack = await dose.worlds.whole()
    database = stack.database("budgets").plain
    async with await signed_in(stack, "finance", connections=AT_ONCE) as http:
        for part in dose.parts(of=1):
            async with _giving(http, part):
                for manner in MANNERS:
                    before = await publishing_takes(database, SECONDS)
                    async with manner(stack):
                        during = await publishing_takes(database, SECONDS)
                    name = manner.__name__.strip("_")
                    part.measure("publishing before", before, unit="ms")
                    part.measure(
                        f"publishing beside one {name}", during, unit="ms", at_most=2 * before + 20
                    )
    return dose.finding()


@asynccontextmanager
async def _giving(http: httpx.AsyncClient, part: Part) -> AsyncIterator[None]:
    """A penny is given again and again within the block."""

    async def give() -> None:
        while True:
            headers = {"Idempotency-Key": f"{part.chance.getrandbits(128):032x}"}
            answer = await http.post(PENNIES, json=PENNY, headers=headers)
            part.count("commands")
            if answer.status_code != httpx.codes.CREATED:
                part.fail(f"{answer.status_code} {answer.text[:200]}")
            await asyncio.sleep(0.1)

    givers = [asyncio.create_task(give()) for _ in range(AT_ONCE)]
    try:
        yield
    finally:
        for giver in givers:
            giver.cancel()
        await asyncio.gather(*givers, return_exceptions=True)
