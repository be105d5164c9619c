"""B4: how long after a commit in one service the dashboard of another shows it."""

from __future__ import annotations

import asyncio
import os
import time
from bisect import bisect_left
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
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

from benchmarks import bare
from benchmarks.comparing import Line, by_turns
from benchmarks.events import SERVICE, said
from benchmarks.profiling import Profile, profiled
from benchmarks.servers import WORKSPACE

A_SECOND = 200
SECONDS = 4
VIRTUAL_HOST = QUEUE = "benchmarks"
QUIET_SECONDS = 1.0

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
    grown: list[tuple[int, float]] = field(default_factory=list)

    async def ours(self) -> Waits:
        """From the return of COMMIT to the notice of the log, which comes with the figures."""
        committed: dict[UUID, float] = {}
        self.grown.clear()

        async def support() -> None:
            idea = uuid4()
            data = sample_of(ideas.IdeaSupported).data | {"idea_id": str(idea)}
            event = ideas.IdeaSupported.model_validate(data)
            async with self.work.begin(system(SERVICE), Cause.new()) as uow:
                event_id = await uow.publish(event, subject=idea)
            committed[event_id] = time.perf_counter()

        await _at_a_steady_rate(support)
        await asyncio.sleep(QUIET_SECONDS)
        rows = await self.reporting.fetch(SHOWN, list(committed))
        assert len(rows) == len(committed) == A_SECOND * SECONDS
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
        events = iter(said(A_SECOND * SECONDS))

        async def take(message: AbstractIncomingMessage) -> None:
            waits.append(time.perf_counter() - sent[message.message_id or ""])
            await message.ack()

        async def publish() -> None:
            message = bare.message_of(next(events))
            message.user_id = ADMIN
            sent[message.message_id or ""] = time.perf_counter()
            await self.channel.default_exchange.publish(message, QUEUE)

        queue = await self.channel.get_queue(QUEUE)
        tag = await queue.consume(take)
        await _at_a_steady_rate(publish)
        await asyncio.sleep(QUIET_SECONDS)
        await queue.cancel(tag)
        assert len(waits) == A_SECOND * SECONDS
        return Waits.of(waits)

    async def rate(self) -> float:
        """One run of ours, for a profile."""
        await self.ours()
        return A_SECOND

    def noted(self, _: object, __: int, ___: str, position: object) -> None:
        """The reporting service says that everything up to a position is there to be seen."""
        self.grown.append((int(str(position)), time.perf_counter()))


async def _at_a_steady_rate(act: Callable[[], Awaitable[None]]) -> None:
    """Does something 200 times a second, whether or not the last one has ended."""
    began = time.perf_counter()
    tasks = []
    for number in range(A_SECOND * SECONDS):
        await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
        tasks.append(asyncio.ensure_future(act()))
    await asyncio.gather(*tasks)


@asynccontextmanager
async def running() -> AsyncIterator[LatencyBench]:
    """The ideas and the reporting service on durable servers."""
    stack = Stack(WORKSPACE, name=f"bench-{os.getpid()}", only=("ideas", "reporting"))
    async with stack:
        await stack.broker.management.make_virtual_host(VIRTUAL_HOST)
        engine = create_engine(stack.database(SERVICE), connections=20, service=SERVICE)
        reporting = await asyncpg.connect(stack.database("reporting").plain)
        try:
            async with bare.channel(stack.broker_url(ADMIN, VIRTUAL_HOST)) as channel:
                await channel.set_qos(prefetch_count=bare.PREFETCH)
                quorum: FieldTable = {"x-queue-type": "quorum"}
                await channel.declare_queue(QUEUE, durable=True, arguments=quorum)
                bench = LatencyBench(stack, Work(SERVICE, engine, None), reporting, channel)
                await reporting.add_listener("civic_log", bench.noted)
                yield bench
        finally:
            await reporting.close()
            await engine.dispose()


async def run() -> list[Line]:
    """B4, in two lines."""
    async with running() as bench:
        ours, theirs = await by_turns(bench.ours, bench.reference)
    return [
        _line("B4 p50", [one.half for one in ours], [one.half for one in theirs], at_most=3),
        _line("B4 p99", [one.most for one in ours], [one.most for one in theirs], at_most=5),
    ]


def _line(code: str, ours: list[float], theirs: list[float], *, at_most: float) -> Line:
    ratio = median(ours) / median(theirs)
    return Line(
        code=code,
        what=f"commit to visible on the dashboard, {A_SECOND} events/s, services as they are",
        measured=f"{median(ours):.1f} ms",
        reference=f"bare aio-pika, publish to consume: {median(theirs):.1f} ms",
        ratio=f"{ratio:.2f} ×",
        reach=f"≤ {at_most:g} ×",
        reached=ratio <= at_most,
    )


async def profile() -> Profile:
    """Where B4's time goes, by process."""
    async with running() as bench:
        names = ("ideas", "reporting", "postgres", "rabbitmq")
        return await profiled(bench.rate, {name: bench.stack[name].pid or 0 for name in names})
