"""What must never be left behind by a run: something unsent, held, dead or due."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

import asyncpg
from civic_contracts.topology import heard_kinds

STATE = """
    SELECT
        (SELECT count(*) FROM kit.outbox WHERE published_at IS NULL) AS unpublished,
        (SELECT count(*) FROM kit.inbox_held) AS held,
        (SELECT count(*) FROM kit.dead_letters) AS dead,
        (SELECT count(*) FROM kit.jobs, kit.clock
            WHERE done_at IS NULL AND due_at <= now() + shift) AS due
"""

SAID = "SELECT source, max(sequence) AS sequence, count(*) AS events FROM kit.outbox GROUP BY 1"
HEARD = "SELECT source, sequence FROM kit.inbox_cursors"


async def left_behind(databases: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Per service: events not published, held events, dead letters, jobs that are due."""
    found = {}
    for service, address in databases.items():
        connection = await asyncpg.connect(address)
        try:
            found[service] = dict(await connection.fetchrow(STATE))
        finally:
            await connection.close()
    return found


async def settled(databases: Mapping[str, str], seconds: float = 60) -> None:
    """Waits until everything said has been heard and nothing is left; fails with what is.

    What is left is asked first: a job that is due may still say something, and what has been said
    is asked after it.
    """
    until = time.monotonic() + seconds
    while True:
        state = await left_behind(databases)
        missing = await unheard(databases)
        if not missing and not any(any(counts.values()) for counts in state.values()):
            return
        assert time.monotonic() < until, (missing, state)
        await asyncio.sleep(0.2)


async def unheard(databases: Mapping[str, str]) -> list[str]:
    """Events that a service said and another, which hears their kind, has not applied."""
    said: dict[str, int] = {}
    heard: dict[str, dict[str, int]] = {}
    for service, address in databases.items():
        connection = await asyncpg.connect(address)
        try:
            for row in await connection.fetch(SAID):
                said[row["source"]] = row["sequence"]
                if row["events"] != row["sequence"]:
                    return [f"{service}: {row['source']} has a gap in its sequence"]
            rows = await connection.fetch(HEARD)
            heard[service] = {row["source"]: row["sequence"] for row in rows}
        finally:
            await connection.close()
    return [
        f"{service}: {source}: {known.get(source, 0)} of {sequence}"
        for service, known in heard.items()
        for source, sequence in said.items()
        if _hears(service, source) and known.get(source, 0) != sequence
    ]


def _hears(service: str, source: str) -> bool:
    _, _, producer, kind, _ = source.split("/", 4)
    kinds = heard_kinds(service, producer)
    return kinds is None or kind in kinds
