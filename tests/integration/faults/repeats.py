"""Rows: every event several times, also long after anybody remembers it; and in any order."""

from __future__ import annotations

from harness.asking import ask, change
from harness.driver import wait_until
from harness.example_world import ExampleWorld
from harness.fault_table import Dose, Finding, Part, fault
from harness.publishing import Message
from harness.told import Telling, heard, tell

PATIENCE = 600.0
EVENTS_A_NOTE = 20
FARTHEST = 3_000  # how many messages after the first a repeat may come

# The past moves away, and with it what the hearer remembers of it.
LATER = "UPDATE kit.inbox_digests SET applied_at = applied_at - interval '{days} days'"
REMEMBERED = "SELECT count(*) FROM kit.inbox_digests"
PUT_ASIDE = """
    SELECT format('%s held, %s dead', (SELECT count(*) FROM kit.inbox_held),
        (SELECT count(*) FROM kit.dead_letters))
"""


@fault(
    "duplicates, each event 2 to 10 times",
    short=2_000,
    full=100_000,
    passes="effects once",
)
async def repeats(dose: Dose) -> Finding:
    """So many repeats, right after the first and thousands of messages later."""
    world = await dose.worlds.example()
    for part in dose.parts(of=20_000):
        await world.begin()
        telling = Telling(part.chance)
        await tell(world, telling, _repeated(part, telling))
        await _check(world, part, telling)
    return dose.finding()


def _repeated(part: Part, telling: Telling) -> list[Message]:
    """New events, each with 1 to 9 repeats, together as many repeats as the part is to have."""
    placed: list[tuple[float, int, Message]] = []
    left, note = part.times, telling.note()
    while left:
        if len(telling.told) % EVENTS_A_NOTE == 0:
            note = telling.note()
        at = len(placed)
        message = telling.event(note).message()
        times = min(left, part.chance.randint(1, 9))
        left -= times
        farther = [part.chance.random() ** 4 * FARTHEST for _ in range(times)]
        placed += [(at + far, at, message) for far in (0.0, *farther)]
    return [message for _, _, message in sorted(placed, key=lambda one: one[:2])]


@fault(
    "duplicates after 30 days, and after 61 when nobody remembers",
    short=100,
    full=1_000,
    passes="effects once",
)
async def late_repeats(dose: Dose) -> Finding:
    """Each event again after 30 days, after 61 days, and then once more with another body."""
    world = await dose.worlds.example()
    for part in dose.parts(of=1_000):
        # With the jobs role the hearer keeps house when it starts.
        await world.begin(hearing={"CIVIC_ONLY": "subscriber,jobs"})
        telling = Telling(part.chance)
        events = telling.events(part.times, notes=max(1, part.times // EVENTS_A_NOTE))
        again = [event.message() for event in events]
        await tell(world, telling, again)
        # What was told in between to know that all was taken is remembered on its own.
        for days, remembered in ((30, len(telling.told)), (31, 1)):
            await _days_pass(world, days, remembered)
            await tell(world, telling, again)
        await tell(world, telling, [event._replace(weight=99).message() for event in events])
        await _check(world, part, telling)
    return dose.finding()


async def _days_pass(world: ExampleWorld, days: int, remembered: int) -> None:
    """Moves the past away and waits until the hearer's housekeeping has seen it."""
    database = world.databases["hearing"].plain
    await change(database, LATER.format(days=days))
    await world.hearing.restart()

    async def as_expected() -> bool:
        return bool(await ask(database, REMEMBERED) == remembered)

    await wait_until(as_expected, 30)


@fault(
    "random order of 10,000 events",
    short=1,
    full=200,
    passes="final state equal to in-order",
)
async def any_order(dose: Dose) -> Finding:
    """One seed each: 10,000 events of 500 notes, shuffled from end to end."""
    world = await dose.worlds.example()
    for part in dose.parts(of=1):
        await world.begin()
        telling = Telling(part.chance)
        messages = [event.message() for event in telling.events(10_000, notes=500)]
        part.chance.shuffle(messages)
        took = await tell(world, telling, messages)
        part.measure("taken in", took)
        await _check(world, part, telling)
    return dose.finding()


async def _check(world: ExampleWorld, part: Part, telling: Telling) -> None:
    """Every event has its effect once, in its note's order, and nothing waits or is dead."""
    database = world.databases["hearing"].plain
    await heard(database, len(telling.told), PATIENCE)
    part.check(await telling.compared(database))
    if (found := await ask(database, PUT_ASIDE)) != "0 held, 0 dead":
        part.fail(str(found))
    part.count("events", len(telling.told))
