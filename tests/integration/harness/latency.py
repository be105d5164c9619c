"""How long a service's events take until the broker has them, by its own outbox."""

from __future__ import annotations

import asyncio

from harness.asking import ask

NOW = "SELECT clock_timestamp()"
# From the beginning of a command's transaction until the broker has confirmed its event.
MEDIAN = """
    SELECT percentile_cont(0.5) WITHIN GROUP (
        ORDER BY extract(epoch FROM published_at - recorded_at)) * 1000
    FROM kit.outbox WHERE recorded_at > $1
"""


async def publishing_takes(database: str, seconds: float) -> float:
    """Milliseconds from command to confirmed event, the median of the next so many seconds."""
    began = await ask(database, NOW)
    await asyncio.sleep(seconds)
    return float(await ask(database, MEDIAN, began) or 0.0)
