"""Events as nobody should send them: samples of every event, changed by chance, always the same.

Each mutation takes a sound body and returns another; some results are still events, and that is
wanted: what becomes of a message is for its reader to say.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import civic_contracts
from civic_contracts.naming import routing_key_of
from harness.publishing import Message

SAMPLES = Path(civic_contracts.__file__).with_name("samples")

Mutation = Callable[[random.Random, dict[str, Any]], bytes]

ODD_VALUES: tuple[Any, ...] = (
    *(None, True, "", "x" * 10_000, -1, 2**63, 2**64, 1e308, 0.1, [], {}, [[]], "\u0000"),
    *("2010-02-30", "9999-12-31T23:59:60Z", "Robert'); DROP TABLE ideas;--", "\u202eevil"),
    *("\ud800", "00000000-0000-0000-0000-000000000000", {"text": 1}, {"text": "", "language": "?"}),
)
ODD_SEQUENCES = ("0" * 19, "9" * 19, "1", "-000000000000000001", "0" * 18 + "2", 1, None)
ODD_TYPES = ("v2", "v99", "v0", "v1.v1", "unheard-of.v1")


def written(event: dict[str, Any]) -> bytes:
    """JSON as the services write it, also of what no service would write."""
    return json.dumps(event, ensure_ascii=True, separators=(",", ":")).encode()


def untouched(_: random.Random, event: dict[str, Any]) -> bytes:
    """A sound event, so that a run always has some."""
    return written(event)


def flipped(chance: random.Random, event: dict[str, Any]) -> bytes:
    """Some bytes are other bytes."""
    body = bytearray(written(event))
    for _ in range(chance.randint(1, 8)):
        body[chance.randrange(len(body))] = chance.randrange(256)
    return bytes(body)


def cut(chance: random.Random, event: dict[str, Any]) -> bytes:
    """The end is missing."""
    body = written(event)
    return body[: chance.randrange(len(body))]


def noise(chance: random.Random, _: dict[str, Any]) -> bytes:
    """No event at all."""
    return chance.randbytes(chance.randint(0, 400))


def without_an_attribute(chance: random.Random, event: dict[str, Any]) -> bytes:
    """An attribute of the envelope is missing."""
    event.pop(chance.choice(sorted(event)))
    return written(event)


def odd_attribute(chance: random.Random, event: dict[str, Any]) -> bytes:
    """An attribute of the envelope holds something else."""
    event[chance.choice(sorted(event))] = chance.choice(ODD_VALUES)
    return written(event)


def odd_sequence(chance: random.Random, event: dict[str, Any]) -> bytes:
    """The place in the sequence is none, or far away."""
    event["sequence"] = chance.choice(ODD_SEQUENCES)
    return written(event)


def odd_type(chance: random.Random, event: dict[str, Any]) -> bytes:
    """Another version, or an event that nobody knows."""
    stem = event["type"].rpartition(".")[0]
    event["type"] = f"{stem}.{chance.choice(ODD_TYPES)}"
    return written(event)


def odd_field(chance: random.Random, event: dict[str, Any]) -> bytes:
    """A field of the payload, at any depth, is missing or holds something else."""
    holder: Any = event["data"]
    name = chance.choice(sorted(holder))
    while isinstance(holder[name], dict | list) and holder[name] and chance.random() < 0.6:
        holder = holder[name]
        name = (
            chance.randrange(len(holder))
            if isinstance(holder, list)
            else chance.choice(sorted(holder))
        )
    if chance.random() < 0.3:
        del holder[name]
    else:
        holder[name] = chance.choice(ODD_VALUES)
    return written(event)


def deep(chance: random.Random, event: dict[str, Any]) -> bytes:
    """Nested as deep as a stack, or deeper."""
    depth = chance.choice((100, 2_000, 60_000))
    body = written(event | {"data": {"deep": "HERE"}})
    return body.replace(b'"HERE"', b"[" * depth + b"]" * depth)


def long_number(chance: random.Random, event: dict[str, Any]) -> bytes:
    """A number of more digits than anybody counts."""
    body = written(event | {"data": event["data"] | {"long": "HERE"}})
    return body.replace(b'"HERE"', b"9" * chance.choice((400, 5_000, 200_000)))


def doubled_key(chance: random.Random, event: dict[str, Any]) -> bytes:
    """Two readers could see two different events."""
    name = chance.choice(sorted(event))
    return written(event)[:-1] + b"," + written({name: chance.choice(ODD_VALUES)})[1:]


def unknown_field(chance: random.Random, event: dict[str, Any]) -> bytes:
    """A field that a newer minor version may have: to be accepted."""
    event["data"]["newer_than_you"] = chance.choice([1, "two", [3]])
    return written(event)


MUTATIONS: tuple[Mutation, ...] = (
    *(untouched, flipped, cut, noise, without_an_attribute, odd_attribute, odd_sequence),
    *(odd_type, odd_field, deep, long_number, doubled_key, unknown_field),
)


def samples() -> list[dict[str, Any]]:
    """One sound event of every type, as the contracts show it."""
    return [json.loads(path.read_bytes()) for path in sorted(SAMPLES.glob("*.json"))]


def mutated(
    chance: random.Random, count: int, sound: Sequence[dict[str, Any]]
) -> Iterator[Message]:
    """``count`` messages from ``sound`` events, each about a subject of its own."""
    for _ in range(count):
        sample = chance.choice(sound)
        event = about_somebody_else(chance, sample)
        key = routing_key_of(sample["type"])
        identifier = event["id"]
        yield Message(chance.choice(MUTATIONS)(chance, event), key, identifier)


def about_somebody_else(chance: random.Random, sample: dict[str, Any]) -> dict[str, Any]:
    """The same event with ids of its own, as the first of its subject."""
    subject, identifier = (str(UUID(int=chance.getrandbits(128), version=4)) for _ in range(2))
    moved = json.loads(json.dumps(sample).replace(sample["subject"], subject))
    return {**moved, "id": identifier, "sequence": f"{1:019d}"}
