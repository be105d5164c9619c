"""Row: producers and consumers of different releases, in every combination, and upgrades."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from harness.asking import ask_row
from harness.driver import wait_until
from harness.example_world import ExampleWorld
from harness.fault_table import Dose, Finding, Part, fault
from harness.publishing import Message, publish
from harness.told import Event, Telling, heard

OLDER, NEWER = "example.open_notes:HEARING", "example.newer_notes:HEARING"
NOTES_OF_EACH = 20

# A release of the producer: how it words an event that the oldest one words as it is.
Wording = Callable[[dict[str, Any]], None]


def _major_1(event: dict[str, Any]) -> None:
    """As it is."""


def _minor_1(event: dict[str, Any]) -> None:
    event["data"]["colour"] = "green"
    event["newerattribute"] = "unheard of"


def _major_2(event: dict[str, Any]) -> None:
    event["type"] = event["type"].replace("v1", "v2")
    event["dataschema"] = event["dataschema"].replace("v1", "v2")
    event["data"]["grams"] = event["data"].pop("weight")


def _minor_2(event: dict[str, Any]) -> None:
    _major_2(event)
    _minor_1(event)


READ_BY_THE_OLDER = (_major_1, _minor_1)
WORDINGS = (*READ_BY_THE_OLDER, _major_2, _minor_2)

WAITING = """
    SELECT count(*) FILTER (WHERE reason = 'parked') AS parked,
        count(*) FILTER (WHERE reason = 'ahead') AS ahead, count(*) AS held,
        (SELECT count(*) FROM kit.dead_letters) AS dead
    FROM kit.inbox_held
"""


@fault(
    "newer events to an older consumer and back, all pairs",
    short=1,
    full=20,
    passes="handled or parked in place, taken up after the upgrade, never lost",
)
async def version_skew(dose: Dose) -> Finding:
    """Each release of the producer at each of the consumer, which is upgraded and taken back."""
    world = await dose.worlds.example()
    for part in dose.parts(of=1):
        await world.begin(hearing={"APP": OLDER})
        telling = Telling(part.chance)
        parked = await _older_hears(world, part, telling)
        await _becomes(world, NEWER)
        await heard(world.databases["hearing"].plain, len(telling.told), 60)
        await _newer_hears(world, telling)
        await _becomes(world, OLDER)
        await _send(world, telling, READ_BY_THE_OLDER, 1)
        await heard(world.databases["hearing"].plain, len(telling.told), 60)
        part.check(await telling.compared(world.databases["hearing"].plain))
        part.count("parked and taken up", parked)
        if any(left := await _waiting(world)):
            part.fail(f"still waiting: {left}")
    return dose.finding()


async def _older_hears(world: ExampleWorld, part: Part, telling: Telling) -> int:
    """Every wording in the middle of a note: what cannot be read waits with what follows it."""
    for wording in WORDINGS:
        await _send(world, telling, (_major_1, wording, _major_1), NOTES_OF_EACH)
    newer = NOTES_OF_EACH * (len(WORDINGS) - len(READ_BY_THE_OLDER))
    expected = (newer, newer, 2 * newer, 0)

    async def settled() -> bool:
        return await _waiting(world) == expected

    await wait_until(settled, 30)
    await heard(world.databases["hearing"].plain, len(telling.told) - 2 * newer, 30)
    return newer


async def _newer_hears(world: ExampleWorld, telling: Telling) -> None:
    """Nothing waits any more, in whatever order the wordings come."""
    for _ in range(NOTES_OF_EACH):
        order = list(WORDINGS)
        telling.chance.shuffle(order)
        await _send(world, telling, tuple(order), 1)
    await heard(world.databases["hearing"].plain, len(telling.told), 60)


async def _send(
    world: ExampleWorld, telling: Telling, wordings: tuple[Wording, ...], notes: int
) -> None:
    """One event in each wording about each of so many new notes."""
    messages = []
    for _ in range(notes):
        note = telling.note()
        messages += [_worded(telling.event(note), wording) for wording in wordings]
    await publish(world.vhost.url("ideas"), messages)


def _worded(event: Event, wording: Wording) -> Message:
    message = event.message()
    told = json.loads(message.body)
    wording(told)
    key = told["type"].removeprefix("civic.")
    return Message(json.dumps(told).encode(), key, message.message_id)


async def _becomes(world: ExampleWorld, app: str) -> None:
    """The hearer is stopped in order and started in another release."""
    program = world.hearing.program
    world.hearing.program = replace(program, command=(*program.command[:-1], app))
    await world.hearing.restart()


async def _waiting(world: ExampleWorld) -> tuple[int, ...]:
    """How many events are parked, ahead, held in all, and dead."""
    return tuple(await ask_row(world.databases["hearing"].plain, WAITING))
