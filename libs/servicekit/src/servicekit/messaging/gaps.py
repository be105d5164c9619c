"""Noticing that events are missing, and asking their producer for them.

Two ways lead to a gap: an event is here whose predecessor is not (at once, but it cannot see that
the last event of a subject is missing), and a producer's heads, asked for every few minutes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import structlog
from civic_contracts.naming import type_name
from civic_contracts.topology import SERVICES
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from servicekit.database import is_temporary
from servicekit.messaging import differences
from servicekit.messaging.asking import Wanted, ask
from servicekit.messaging.comparing import begin
from servicekit.messaging.link import Link, LinkLost, end_if_cancelled, keep_linked
from servicekit.messaging.measures import AHEAD, GAPS, UNANSWERED

log = structlog.get_logger(__name__)

LOOK_SECONDS = 15.0
ASK_AGAIN_SECONDS = 300.0

AT_ONCE = 1000

# An event that is ahead is normal for a moment; after this long something has been lost.
OPEN = """
    SELECT held.source, min(held.type) AS type, cursor.sequence + 1 AS first,
           min(held.sequence) - 1 AS last, min(held.received_at) AS since
    FROM kit.inbox_held AS held JOIN kit.inbox_cursors AS cursor USING (source)
    GROUP BY held.source, cursor.sequence
    HAVING min(held.sequence) > cursor.sequence + 1
       AND min(held.received_at) < now() - make_interval(secs => :patience)
"""

COUNTED = text(f"SELECT count(*) FROM ({OPEN}) AS gap")  # noqa: S608 - ours

# Those that were asked for lately make room for the others, however many there are.
TO_ASK_FOR = text(f"""
    SELECT * FROM ({OPEN}) AS gap WHERE source <> ALL(cast(:asked AS text[]))
    ORDER BY since, source LIMIT {AT_ONCE}
""")  # noqa: S608 - ours


class GapWatch:
    """Asks for what is missing, for as long as its task runs.

    ``patience`` is how long an event may be ahead, ``compare_every`` how often each producer is
    asked how far it is; both in seconds.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        broker_url: str,
        service: str,
        *,
        patience: float = 120.0,
        compare_every: float = 600.0,
    ) -> None:
        self.engine = engine
        self.broker_url = broker_url
        self.service = service
        self.patience = patience
        self.compare_every = compare_every
        self._asked: dict[str, float] = {}

    async def run(self) -> None:
        """Looks for gaps every few seconds."""
        await keep_linked(self.broker_url, name=f"{self.service}-gaps", use=self._watch)

    async def _watch(self, link: Link) -> None:
        while not link.lost.is_set():
            try:
                await self._look(link)
            except Exception as error:
                if not is_temporary(error):
                    raise
                log.warning("gaps.database_away", error=repr(error))
            end_if_cancelled()
            await asyncio.sleep(min(LOOK_SECONDS, self.patience))

    async def _look(self, link: Link) -> None:
        gaps, to_ask_for = await self._missing()
        for gap in to_ask_for:
            await self._ask(link, gap)
        await differences.ask_for_missing(link, self.engine, self.service)
        found = await differences.counted(self.engine)
        GAPS.set(gaps + found.missing)
        AHEAD.set(found.ahead)
        UNANSWERED.set(await differences.silent_for(self.engine))
        for producer in SERVICES:
            due = await differences.comparison_due(self.engine, producer, self.compare_every)
            if due is not None:
                await self._compare(link, producer, due)

    async def _compare(self, link: Link, producer: str, due: differences.Due) -> None:
        """Asks one producer how far it is; where it cannot be asked, the others still are."""
        try:
            await begin(link, self.engine, self.service, producer, due.since)
        except LinkLost as error:
            if link.lost.is_set():
                raise
            log.warning("heads.not_asked", producer=producer, error=repr(error))

    async def _missing(self) -> tuple[int, Sequence[Row[Any]]]:
        """How many subjects have gaps, and those that were not asked for in the last minutes."""
        lately = time.monotonic() - ASK_AGAIN_SECONDS
        self._asked = {source: at for source, at in self._asked.items() if at > lately}
        names = {"patience": self.patience, "asked": list(self._asked)}
        async with self.engine.connect() as connection:
            gaps = (await connection.execute(COUNTED, names)).scalar_one()
            return gaps, (await connection.execute(TO_ASK_FOR, names)).all()

    async def _ask(self, link: Link, gap: Row[Any]) -> None:
        log.warning("gap.found", source=gap.source, first=gap.first, last=gap.last)
        name = type_name(gap.type)
        subject = gap.source.rpartition("/")[2]
        wanted = Wanted(name.service, name.subject_kind, subject, gap.first, gap.last)
        await ask(link, self.service, wanted)
        # Only once the broker has it: what it did not take is asked again at once.
        self._asked[gap.source] = time.monotonic()
