"""Row: the services' clock is put forward and back, also over the nights when it changes."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from civic_demo.api import Client
from harness.asking import ask_rows
from harness.fault_table import Dose, Finding, Part, fault
from harness.personas import client_of

LONDON = ZoneInfo("Europe/London")
HOUR = timedelta(hours=1)
JOBS_LOOK_SECONDS = 2.0
SHOP = "/volunteers/api/listings"
WARD = "E05013795"
# The clock goes forward in the night after the first, and back in the night after the second.
LAST_DAYS = (date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 30), date(2027, 10, 31))

CLOSED = """
    SELECT convert_from(body, 'UTF8')::jsonb -> 'data' ->> 'occurred_on' FROM kit.outbox
    WHERE type = 'civic.volunteers.listing.closed.v1' AND right(source, 36)::uuid = ANY($1)
"""


@fault(
    "clock ± 1 h, stepping back, daylight saving",
    short=1,
    full=20,
    passes="what falls due happens once, on its civil day; a key keeps its answer",
)
async def clock_steps(dose: Dose) -> Finding:
    """Listings end at midnight of the council's own time; the clock jumps about that moment."""
    stack = await dose.worlds.whole()
    client = client_of(stack)
    database = stack.database("volunteers").plain
    try:
        for part in dose.parts(of=1):
            for day in LAST_DAYS:
                await _night(client, part, day, database)
    finally:
        await _set_clock(client, datetime.now(UTC))
        await client.aclose()
    return dose.finding()


async def _night(client: Client, part: Part, day: date, database: str) -> None:
    """Three listings whose last day is ``day``, and a clock that cannot make up its mind."""
    after = day + timedelta(days=1)
    due = datetime(after.year, after.month, after.day, tzinfo=LONDON).astimezone(UTC)
    await _set_clock(client, due - 12 * HOUR)
    keys = [f"{part.chance.getrandbits(128):032x}" for _ in range(3)]
    listings = [await _post(client, day, key) for key in keys]

    async def closed_at(moment: datetime) -> list[str]:
        await _set_clock(client, moment)
        await asyncio.sleep(JOBS_LOOK_SECONDS)
        return [row[0] for row in await ask_rows(database, CLOSED, listings)]

    for early in (HOUR, 2 * HOUR, timedelta(seconds=30), HOUR):
        if found := await closed_at(due - early):
            part.fail(f"{len(found)} of {day} ended {early} too early")
    if [await _post(client, day, key) for key in keys] != listings:
        part.fail("the same key had another answer after the clock was put back")
    for late in (timedelta(seconds=1), -HOUR, HOUR, 25 * HOUR):
        found = await closed_at(due + late)
        part.found.lost += max(0, len(listings) - len(found))
        part.found.doubled += max(0, len(found) - len(listings))
        if set(found) != {after.isoformat()}:
            part.fail(f"ended on {sorted(set(found))}, not {after}")
    part.count("listings", len(listings))


async def _post(client: Client, day: date, key: str) -> UUID:
    listing = {
        "kind": "event",
        "ward": WARD,
        "title": "A night of the clocks",
        "expires_on": day.isoformat(),
    }
    made: dict[str, Any] = await client.post("volunteer-coordinator", SHOP, listing, key=key)
    return UUID(made["listing_id"])


async def _set_clock(client: Client, moment: datetime) -> None:
    """The volunteers service takes ``moment`` for now; its clock runs on from there."""
    now = {"now": moment.isoformat()}
    path = "/volunteers/api/demo/clock"
    await client.post("operator", path, now, key=f"{moment.isoformat()} {uuid4()}")
