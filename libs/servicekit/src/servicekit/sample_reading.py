"""What a service makes of golden samples: for its own tests, and for a new service's first one.

Every consumer must take every event of the kinds it is bound to: handle it, ignore it or, where it
is newer than the consumer, park it. One that it refuses would be a dead letter in production.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from civic_contracts.envelope import Envelope
from civic_contracts.naming import routing_key_of
from civic_contracts.topology import heard_kinds

from servicekit.messaging.notices import Notices
from servicekit.messaging.reading import Delivery, Parked, Reader, Unreadable
from servicekit.service import Service


def verdict(service: Service, body: bytes) -> str:
    """``handled``, ``ignored``, ``parked``, or why the event would be refused."""
    envelope = Envelope.from_json(body)
    key = routing_key_of(envelope.type)
    delivery = Delivery(body, key, str(envelope.id), origin=envelope.service)
    read = Reader(service.parse).read(delivery)
    if isinstance(read, Unreadable):
        return f"refused: {read.reason} {read.detail}"
    noted = Notices().take(read.envelope)
    if isinstance(noted, Unreadable):
        return f"refused: {noted.detail}"
    if isinstance(read, Parked):
        return "parked"
    handlers = service.all_handlers()
    kind = type(read.event)
    by_set = any(not kinds or kind in kinds for kinds, _ in handlers.by_set)
    return "handled" if noted or by_set or kind in handlers.one_by_one else "ignored"


def verdicts(service: Service, samples: Iterable[bytes]) -> Mapping[str, str]:
    """The verdict on each sample that the service is bound to, by type; also as it may yet be.

    With a field added (``… and a field more``) and as the next major version (``… next``).
    """
    found = {}
    for body in samples:
        envelope = Envelope.from_json(body)
        _, producer, kind, _, major = envelope.type.split(".")
        heard = heard_kinds(service.name, producer)
        if kind != "replay" and heard is not None and kind not in heard:
            continue
        found[envelope.type] = verdict(service, body)
        if kind != "replay":
            more = json.loads(body)
            more["data"]["added_later"] = {"x": 1}
            found[f"{envelope.type} and a field more"] = verdict(service, _bytes(more))
            newer = body.replace(f".{major}".encode(), f".v{int(major[1:]) + 1}".encode())
            found[f"{envelope.type} next"] = verdict(service, newer)
    return found


def _bytes(value: object) -> bytes:
    return json.dumps(value).encode()
