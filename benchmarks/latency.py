"""B4: how long after a commit in one service the dashboard of another shows it."""

from __future__ import annotations

import asyncio
import os
import time
from bisect import bisect_left
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sized
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from statistics import median, quantiles
from typing import TypeVar
from uuid import UUID, uuid4

import asyncpg
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from civic_contracts.events import ideas
from civic_contracts.sampling import sample_of
from civic_stack.rabbitmq import ADMIN
from civic_stack.stack import Stack
from pamqp.common import FieldTable
from servicekit.database import create_engine
from servicekit.identity.actor import system
from servicekit.unit_of_work import Cause, Work

from benchmarks import bare, bare_chain
from benchmarks.comparing import Line, all_by_turns
from benchmarks.events import SERVICE, Said, said
from benchmarks.profiling import Profile, profiled
from benchmarks.servers import WORKSPACE

A_SECOND = 200
SECONDS = 4
VIRTUAL_HOST = QUEUE = "benchmarks"
QUIET_SECONDS, PATIENCE_SECONDS = 1.0, 30.0
ALL = A_SECOND * SECONDS

Event = TypeVar("Event")

COUNTED = "SELECT count(*) FROM event_log WHERE event_id = ANY($1)"
SHOWN = "SELECT event_id, position FROM event_log WHERE event_id = ANY($1)"


@dataclass(frozen=True, slots=True)
class Waits:
    """How long events took, in milliseconds: half of them less, and all but one in a hundred."""

    half: float
    most: float

    @classmethod
    def of(cls, seconds: list[float]) -> Waits:
        """The two figures of many waits."""
        return cls(median(seconds) * 1e3, quantiles(seconds, n=100)[98] * 1e3)


@dataclass(frozen=True, slots=True)
class LatencyBench:
    """Two services in processes of their own, and a bare publisher and consumer on their broker."""

    stack: Stack
    work: Work
    reporting: asyncpg.Connection
    channel: AbstractChannel
    chain: bare_chain.Chain
    grown: list[tuple[int, float]] = field(default_factory=list)

    async def ours(self) -> Waits:
        """From the return of COMMIT to the notice of the log, which comes with the figures."""
        committed: dict[UUID, float] = {}
        self.grown.clear()

        async def support(event: ideas.IdeaSupported) -> None:
            async with self.work.begin(system(SERVICE), Cause.new()) as uow:
                event_id = await uow.publish(event, subject=event.idea_id)
            committed[event_id] = time.perf_counter()

        await _at_a_steady_rate(support, _supported())
        await _all_there(lambda: self.reporting.fetchval(COUNTED, list(committed)))
        rows = await self.reporting.fetch(SHOWN, list(committed))
        ends = [position for position, _ in self.grown]
        return Waits.of(
            [
                self.grown[bisect_left(ends, row["position"])][1] - committed[row["event_id"]]
                for row in rows
            ]
        )

    async def reference(self) -> Waits:
        """From publishing to consuming, in one process, on a quorum queue."""
        sent: dict[str, float] = {}
        waits: list[float] = []

        async def take(message: AbstractIncomingMessage) -> None:
            waits.append(time.perf_counter() - sent[message.message_id or ""])
            await message.ack()

        async def publish(said: Said) -> None:
            message = bare.message_of(said)
            message.user_id = ADMIN
            sent[message.message_id or ""] = time.perf_counter()
            await self.channel.default_exchange.publish(message, QUEUE)

        queue = await self.channel.get_queue(QUEUE)
        tag = await queue.consume(take)
        await _at_a_steady_rate(publish, said(ALL))
        await _all_there(lambda: _count_of(waits))
        await queue.cancel(tag)
        return Waits.of(waits)

    async def floor(self) -> Waits:
        """From the return of COMMIT to the notice, through the barest chain."""
        committed: dict[UUID, float] = {}
        self.chain.seen.clear()

        async def say(said: Said) -> None:
            await self.chain.say(said)
            committed[said.event_id] = time.perf_counter()

        await _at_a_steady_rate(say, said(ALL))
        await _all_there(lambda: _count_of(self.chain.seen))
        return Waits.of([self.chain.seen[one] - at for one, at in committed.items()])

    async def rate(self) -> float:
        """One run of ours, for a profile."""
        await self.ours()
        return A_SECOND

    def noted(self, _: object, __: int, ___: str, position: object) -> None:
        """The reporting service says that everything up to a position is there to be seen."""
        self.grown.append((int(str(position)), time.perf_counter()))


def _supported() -> list[ideas.IdeaSupported]:
    """Events of ideas that nobody has heard of, made before the first of them is timed."""
    data = sample_of(ideas.IdeaSupported).data
    return [
        ideas.IdeaSupported.model_validate(data | {"idea_id": str(uuid4())}) for _ in range(ALL)
    ]


async def _at_a_steady_rate(
    act: Callable[[Event], Awaitable[None]], events: Iterable[Event]
) -> None:
    """Does something with 200 events a second, whether or not it is done with the last one."""
    began = time.perf_counter()
    tasks = []
    for number, event in enumerate(events):
        await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
        tasks.append(asyncio.ensure_future(act(event)))
    await asyncio.gather(*tasks)


async def _all_there(count: Callable[[], Awaitable[int]]) -> None:
    """Waits until every event has arrived, and a little more, so that the next turn has peace."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await count() < ALL:
            await asyncio.sleep(QUIET_SECONDS)
    await asyncio.sleep(QUIET_SECONDS)


async def _count_of(found: Sized) -> int:
    return len(found)


@asynccontextmanager
async def running() -> AsyncIterator[LatencyBench]:
    """The ideas and the reporting service on durable servers."""
    stack = Stack(WORKSPACE, name=f"bench-{os.getpid()}", only=("ideas", "reporting"))
    async with stack:
        await stack.broker.management.make_virtual_host(VIRTUAL_HOST)
        engine = create_engine(stack.database(SERVICE), connections=20, service=SERVICE)
        reporting = await asyncpg.connect(stack.database("reporting").plain)
        broker = stack.broker_url(ADMIN, VIRTUAL_HOST)
        ends = (stack.database(SERVICE).plain, stack.database("reporting").plain)
        try:
            async with bare.channel(broker) as channel, bare_chain.running(*ends, broker) as chain:
                await channel.set_qos(prefetch_count=bare.PREFETCH)
                quorum: FieldTable = {"x-queue-type": "quorum"}
                await channel.declare_queue(QUEUE, durable=True, arguments=quorum)
                work = Work(SERVICE, engine, None)
                bench = LatencyBench(stack, work, reporting, channel, chain)
                await reporting.add_listener("civic_log", bench.noted)
                yield bench
        finally:
            await reporting.close()
            await engine.dispose()


async def run() -> list[Line]:
    """B4, by half of the events and by nearly all; and the same of the barest chain."""
    async with running() as bench:
        ours, theirs, floor = await all_by_turns(bench.ours, bench.reference, bench.floor)
    return [
        *_lines("p50", "half", 3, ours, theirs, floor),
        *_lines("p99", "most", 5, ours, theirs, floor),
    ]


def _lines(name: str, figure: str, at_most: float, *measured: list[Waits]) -> list[Line]:
    ours, theirs, floor = (median(getattr(one, figure) for one in side) for side in measured)
    line = Line(
        code=f"B4 {name}",
        what=f"commit to visible on the dashboard, {A_SECOND} events/s, services as they are",
        measured=f"{ours:.1f} ms",
        reference=f"bare aio-pika, publish to consume: {theirs:.1f} ms",
        ratio=f"{ours / theirs:.2f} ×",
        reach=f"≤ {at_most:g} ×",
        reached=ours / theirs <= at_most,
    )
    barest = replace(
        line,
        code=f"B4 {name}, floor",
        what="the same through the barest chain that keeps the same promises",
        measured=f"{floor:.1f} ms",
        ratio=f"{floor / theirs:.2f} ×",
        reach="",
        reached=True,
    )
    return [line, barest]


async def profile() -> Profile:
    """Where B4's time goes, by process."""
    async with running() as bench:
        names = ("ideas", "reporting", "postgres", "rabbitmq")
        return await profiled(bench.rate, {name: bench.stack[name].pid or 0 for name in names})
