"""A hundred thousand changed events at a real service: none ends it, each is accounted for."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import civic_contracts
from civic_contracts.errors import BadEvent
from civic_contracts.events.replay import HeadsTold
from civic_stack.stack import Stack
from harness.accounting import LOST, TWICE, fates, unclassified
from harness.fault_table import Dose, Finding, Part, fault
from harness.mutations import mutated, samples
from harness.publishing import Message, publish

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 600


@fault(
    "mutated events",
    short=2_000,
    full=100_000,
    passes="0 exits, 0 unclassified, 0 lost",
)
async def mutated_events(dose: Dose) -> Finding:
    """Samples of every event, changed at random, at reporting, which hears everything."""
    for part in dose.parts(of=10_000):
        async with Stack(ROOT, name=f"{dose.folder.name}-mutated", only=("reporting",)) as stack:
            await _send(stack, part)
    return dose.finding()


async def _send(stack: Stack, part: Part) -> None:
    service = stack["reporting"]
    first_process = service.pid
    sent = list(mutated(part.chance, part.times, samples()))
    began = time.monotonic()
    for user, messages in by_sender(sent).items():
        await publish(stack.broker_url(user), messages)
    heads = {message.body for message in sent if are_heads(message)}
    kept = [message.body for message in sent if message.body not in heads]
    found = await _settled_fates(stack, kept)
    part.measure("all accounted for", time.monotonic() - began)
    part.found.lost += found[LOST]
    part.found.doubled += found[TWICE]
    for fate in unclassified(found):
        part.fail(fate)
    if service.restarts or service.pid != first_process:
        part.fail(f"the process ended {service.restarts} times")
    part.count("heads nobody asked for", len(heads))
    for fate, number in found.items():
        part.count(fate.partition(":")[0], number)


def by_sender(messages: Iterable[Message]) -> dict[str, list[Message]]:
    """The messages under the only name that the broker lets each be sent in."""
    found: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        found[message.key.partition(".")[0]].append(message)
    return found


def are_heads(message: Message) -> bool:
    """Whether it still tells how far a producer is: nothing is kept of what nobody asked for."""
    try:
        _, event = civic_contracts.parse(message.body)
    except BadEvent:
        return False
    return isinstance(event, HeadsTold)


async def _settled_fates(stack: Stack, bodies: Sequence[bytes]) -> Counter[str]:
    """The fates of all messages once each has one."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = await fates(stack.database("reporting").plain, bodies)
        if not found[LOST] or time.monotonic() > until:
            return found
        await asyncio.sleep(1)
