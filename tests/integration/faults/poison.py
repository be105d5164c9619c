"""Rows: what no handler can take, and what kills its handler, among events that are sound."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence

from harness.asking import ask_row, ask_rows, change
from harness.example_world import ExampleWorld
from harness.fault_table import Dose, Finding, Part, fault
from harness.operating import type_lines
from harness.publishing import Message, publish
from harness.told import Event, Telling, heard, said, tell

APP = "example.troubled_notes:HEARING"
BUG, KILLS = -13, -99  # the weights over which example.troubled_notes stumbles
KINDS = 5
SOUND_FOR_EACH_BAD = 2  # ten for each five kinds
PATIENCE = 300.0
LATER, PAUSE = 100, 2.0  # sound events that come some seconds later

DEAD = "SELECT reason, count(*) AS messages FROM kit.dead_letters GROUP BY 1"
POISON = """
    SELECT count(*) FILTER (WHERE reason = 'poison' AND detail LIKE $1) AS poison,
        count(*) FILTER (WHERE reason <> 'ahead') AS tried
    FROM kit.inbox_held
"""
# Instead of waiting for the pauses between the attempts, which add up to a minute.
HURRY = "UPDATE kit.inbox_held SET not_before = now() WHERE reason NOT IN ('poison', 'parked')"


def _bad_json(body: bytes) -> bytes:
    return body[:-1]


def _bad_envelope(body: bytes) -> bytes:
    event = json.loads(body)
    del event["correlationid"]
    return json.dumps(event).encode()


def _bad_payload(body: bytes) -> bytes:
    return body.replace(b'"weight":', b'"wait":')


GARBLED: tuple[tuple[Callable[[bytes], bytes], str], ...] = (
    (_bad_json, "malformed-envelope"),
    (_bad_envelope, "malformed-envelope"),
    (_bad_payload, "invalid-payload"),
)


class Trouble:
    """Sound events, and notes of three events of which the second is bad.

    ``garbled`` are the sound ones in whose place something else was sent, ``stumbling`` those
    over which the handler stumbles, ``dead`` what must be found among the dead letters.
    """

    def __init__(self, part: Part) -> None:
        self.telling = Telling(part.chance)
        sound = part.times * KINDS * SOUND_FOR_EACH_BAD
        self.others = self.telling.events(sound, notes=max(1, sound // 10))
        self.messages = [event.message() for event in self.others]
        self.garbled: list[Event] = []
        self.stumbling: list[Event] = []
        self.dead: Counter[str] = Counter()

    def garble(self, garbling: Callable[[bytes], bytes], reason: str) -> None:
        """Adds a note whose second event is changed on its way."""
        first, second, third = self._note(None)
        message = second.message()
        bad = Message(garbling(message.body), message.key, message.message_id)
        self.messages += [first.message(), bad, bad, third.message()]
        self.garbled += [first, second, third]
        self.dead[reason] += 1

    def stumble(self, weight: int) -> None:
        """Adds a note whose second event no handler can bear."""
        first, second, third = self._note(weight)
        self.messages += [one.message() for one in (first, second, second, third)]
        self.stumbling.append(second)

    def _note(self, weight: int | None) -> Sequence[Event]:
        note = self.telling.note()
        return [self.telling.event(note, given) for given in (None, weight, None)]


@fault(
    "poison: bad JSON, bad envelope, bad payload, handler bug",
    short=5,
    full=1_000,
    passes="each dead or held once, with its reason; others at once, the rest after replay",
)
async def poison(dose: Dose) -> Finding:
    """So many of each kind, each sent twice, among ten times as many that are sound."""
    world = await dose.worlds.example()
    for part in dose.parts(of=250):
        await world.begin(hearing={"APP": APP, "CIVIC_GAP_SECONDS": "3"})
        trouble = Trouble(part)
        for _ in range(part.times):
            for garbling, reason in GARBLED:
                trouble.garble(garbling, reason)
            trouble.stumble(BUG)
        await said(world.databases["writing"].plain, trouble.garbled)
        await _suffer(world, part, trouble, "ValueError%")
        await _recover(world, part, trouble)
    return dose.finding()


@fault(
    "poison: a body that ends the process, each time",
    short=1,
    full=1_000,
    passes="each held once, with its reason; others at once, the rest after replay",
)
async def poison_that_kills(dose: Dose) -> Finding:
    """So many among ten times as many that are sound; the supervisor starts the hearer anew."""
    world = await dose.worlds.example()
    for part in dose.parts(of=5):
        await world.begin(hearing={"APP": APP})
        trouble = Trouble(part)
        for _ in range(part.times):
            trouble.stumble(KILLS)
        await _suffer(world, part, trouble, "NoAnswer%")
        part.count("deaths", world.hearing.restarts)
        await _recover(world, part, trouble)
    return dose.finding()


async def _suffer(world: ExampleWorld, part: Part, trouble: Trouble, detail: str) -> None:
    """Publishes everything in any order and waits until what is sound is heard."""
    database = world.databases["hearing"].plain
    part.chance.shuffle(trouble.messages)
    await publish(world.vhost.url("ideas"), trouble.messages)
    later = trouble.telling.events(LATER, notes=LATER // 10)
    await asyncio.sleep(PAUSE)
    took = await tell(world, trouble.telling, (event.message() for event in later), PATIENCE)
    part.measure("later ones applied", took, at_most=30)
    others = sorted({event.note_id for event in trouble.others})
    waited = await heard(database, len(trouble.others), PATIENCE, of=others)
    part.measure("others applied", waited, at_most=60)
    await _all_poison(part, database, detail, len(trouble.stumbling))


async def _all_poison(part: Part, database: str, detail: str, count: int) -> None:
    """Waits until all that was tried in vain is poison, each with its reason."""
    until = time.monotonic() + PATIENCE
    while True:
        row = await ask_row(database, POISON, detail)
        if row["poison"] == count == row["tried"] or time.monotonic() > until:
            break
        await change(database, HURRY)
        await asyncio.sleep(0.5)
    if (row["poison"], row["tried"]) != (count, count):
        part.fail(f"{row['poison']} of {count} are poison, {row['tried']} held for a reason")


async def _recover(world: ExampleWorld, part: Part, trouble: Trouble) -> None:
    """Mends the handler and has an operator replay what waits: then all is heard, in order."""
    database = world.databases["hearing"].plain
    await world.hearing.restart({"MENDED": "yes"})
    replay = (f"inbox replay {event.source}" for event in trouble.stumbling)
    await type_lines(world, "hearing", replay, app=APP)
    told = trouble.telling.told
    part.measure("all after replay", await heard(database, len(told), PATIENCE))
    part.check(await trouble.telling.compared(database))
    await _check_dead(part, database, trouble.dead)
    part.count("bad ones", len(trouble.stumbling) + trouble.dead.total())
    part.count("sound ones", len(told) - len(trouble.stumbling))


async def _check_dead(part: Part, database: str, expected: Counter[str]) -> None:
    rows = await ask_rows(database, DEAD)
    found = Counter({row["reason"]: row["messages"] for row in rows})
    if found != expected:
        part.fail(f"dead letters: {dict(found)}, not {dict(expected)}")
