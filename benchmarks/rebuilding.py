"""B5: all read models of the dashboard folded anew from a log of a million events."""

from __future__ import annotations

import gc
import io
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
from reporting.app import SERVICE
from reporting.rebuild.rebuilding import Rebuild
from reporting.testing import Bench, Stream
from servicekit.database import create_engine
from servicekit.operations.migrating import migrate
from servicekit.unit_of_work import Work
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.comparing import Line, all_by_turns, rates
from benchmarks.servers import servers

FEW, SOME, MANY = 10_000, 20_000, 1_000_000
STORY = 500
TELLINGS_A_COPY = 20
FLAT_MEGABYTES = 50
WARM_UP = 0.05
DEARER = 1.1

LOG = [
    *("event_id", "source", "sequence", "type", "subject", "time", "occurred_on", "ward"),
    *("idea_id", "correlation_id", "causation_id", "traceparent", "data"),
]
TEXTS = ["event_id", "place", "salt", "text", "language"]
ID = re.compile(rb"[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")

NEXT = """
    SELECT position, event_id, source, sequence, type, data::text AS data FROM event_log
    WHERE position > $1 ORDER BY position LIMIT 500
"""

# The wards' accounts are told of in every telling, under the same numbers.
NO_PLACES = "ALTER TABLE event_log DROP CONSTRAINT event_log_source_sequence_key"


@dataclass(frozen=True, slots=True)
class Measured:
    """One rebuild: seconds an event, and by how many megabytes memory moved meanwhile."""

    seconds: float
    moved: float


@dataclass(frozen=True, slots=True)
class RebuildBench:
    """A log of so many events."""

    engine: AsyncEngine
    database: asyncpg.Connection
    events: int

    async def ours(self) -> float:
        """Events a second through a whole rebuild, its comparison included."""
        return 1 / (await self.rebuild()).seconds

    async def reference(self) -> float:
        """Events a second by COPY, thrown away as they arrive."""
        began = time.perf_counter()
        await self.database.copy_from_table("event_log", output=_thrown_away)
        return self.events / (time.perf_counter() - began)

    async def floor(self) -> float:
        """Events a second that are fetched and read as JSON, and then thrown away."""
        began = time.perf_counter()
        position = 0
        while rows := await self.database.fetch(NEXT, position):
            for row in rows:
                json.loads(row["data"])
            position = rows[-1]["position"]
        return self.events / (time.perf_counter() - began)

    async def rebuild(self) -> Measured:
        """Folds the log anew and puts it in the place of the live read models."""
        sizes: list[tuple[int, float]] = []
        found = Rebuild(self.engine, say=lambda _: sizes.append((found.events, _megabytes())))
        outcome = await found.run(swap=True)
        assert outcome.events == self.events
        settled = [size for events, size in sizes if events > WARM_UP * self.events]
        moved = max(settled) - min(settled) if settled else 0.0
        return Measured(outcome.seconds / self.events, moved)


@asynccontextmanager
async def logs(*sizes: int) -> AsyncIterator[list[RebuildBench]]:
    """Databases with logs of these sizes on one server."""
    async with servers() as found:
        benches: list[RebuildBench] = []
        try:
            for events in sizes:
                url = await found.postgres.database()
                await migrate(url, SERVICE.migrations)
                engine = create_engine(url, connections=4, service="reporting")
                database = await asyncpg.connect(url.plain)
                benches.append(RebuildBench(engine, database, events))
                await _tell(engine, database, url, events)
            yield benches
        finally:
            for bench in benches:
                await bench.database.close()
                await bench.engine.dispose()


async def _tell(engine: AsyncEngine, database: asyncpg.Connection, url: str, events: int) -> None:
    """Fills a log: one story of all kinds of events, again and again about other things."""
    stream = Stream(seed=1)
    told = Bench(Work("reporting", engine, None), url)
    await told.hear(*(stream.next() for _ in range(STORY)))
    await database.execute(NO_PLACES)
    for table, columns in (("event_log", LOG), ("public_texts", TEXTS)):
        story = io.BytesIO()
        rows = f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1"  # noqa: S608 - our own names
        if table == "event_log":
            rows = rows.replace("ORDER BY 1", "ORDER BY position")
        await database.copy_from_query(rows, output=story)
        for first in range(1, events // STORY, TELLINGS_A_COPY):
            last = min(first + TELLINGS_A_COPY, events // STORY)
            again = b"".join(
                ID.sub(b"%08x" % telling, story.getvalue()) for telling in range(first, last)
            )
            await database.copy_to_table(table, source=io.BytesIO(again), columns=columns)
    await database.execute("VACUUM ANALYZE")


async def _thrown_away(_: bytes) -> None:
    return


def _megabytes() -> float:
    """The memory of this process that is in use."""
    told = re.search(r"^VmRSS:\s+(\d+)", Path("/proc/self/status").read_text(), re.M)
    return int(told[1]) / 1024 if told else 0.0


async def run() -> list[Line]:
    """B5, by turns on a log of which a rebuild takes seconds; and what reading alone takes."""
    async with logs(SOME) as (some,):
        ours, copied, floor = await all_by_turns(some.ours, some.reference, some.floor)
    line = rates(
        "B5",
        f"rebuild of all read models from the log, {SOME:,} events",
        "the log read with COPY",
        (ours, copied),
        at_least=0.1,
        aim=", aim 0.25 ×",
    )
    alone = rates("", "", "the log read with COPY", (floor, copied), at_least=0, aim="")
    what = "the log fetched and each event read with json.loads, nothing else"
    return [line, replace(alone, code="B5, floor", what=what, reach="")]


async def run_million() -> list[Line]:
    """B5 once on a million events: rate, memory, and what an event costs beside few of them."""
    async with logs(FEW, MANY) as (few, many):
        small = await few.rebuild()
        gc.collect()
        large = await many.rebuild()
        copied = await many.reference()
    rate, growth = 1 / large.seconds, large.seconds / small.seconds
    return [
        Line(
            code="B5 million",
            what=f"the same, {MANY:,} events, once",
            measured=f"{rate:,.0f}/s",
            reference=f"the log read with COPY: {copied:,.0f}/s",
            ratio=f"{rate / copied:.2f} ×",
            reach="≥ 0.1 ×, aim 0.25 ×",
            reached=rate / copied >= 0.1,
        ),
        Line(
            code="B5 million, memory",
            what=f"movement of memory over {MANY:,} events",
            measured=f"{large.moved:.0f} MB",
            reference="flat",
            ratio="",
            reach=f"± {FLAT_MEGABYTES} MB",
            reached=large.moved <= FLAT_MEGABYTES,
        ),
        Line(
            code="B5 million, growth",
            what=f"cost of an event at {MANY:,} events",
            measured=f"{large.seconds * 1e6:.0f} µs",
            reference=f"at {FEW:,} events: {small.seconds * 1e6:.0f} µs",
            ratio=f"{growth:.2f} ×",
            reach=f"≤ {DEARER:g} ×",
            reached=growth <= DEARER,
        ),
    ]
