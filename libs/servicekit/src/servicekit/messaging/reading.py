"""Telling a valid event from everything else that may arrive on a queue."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from civic_contracts.envelope import Envelope, Event
from civic_contracts.errors import BadEvent, UnknownMajorVersion

from servicekit.messaging.handlers import Received


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as the broker handed it over; ``origin`` is the user the broker vouches for."""

    body: bytes
    routing_key: str
    message_id: str | None
    origin: str | None
    times_before: int = 0

    @property
    def digest(self) -> bytes:
        """SHA-256 of the body: what tells a repeated delivery from a changed one."""
        return hashlib.sha256(self.body).digest()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that can never be applied as it is: ``dead``, or ``parked`` for a newer reader."""

    kind: Literal["dead", "parked"]
    reason: str
    detail: str


Parse = Callable[[bytes], tuple[Envelope, Event]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Parses deliveries and checks that the sender is who the event says it is."""

    parse: Parse

    def read(self, delivery: Delivery) -> Received[Event] | Unreadable:
        """The event in a delivery, or why there is none."""
        try:
            envelope, event = self.parse(delivery.body)
        except UnknownMajorVersion as error:
            return Unreadable("parked", "unknown-major-version", str(error))
        except BadEvent as error:
            return Unreadable("dead", _reason(error), str(error))
        if delivery.origin != event.service:
            detail = f"sent by {delivery.origin or 'nobody known'}, speaks for {event.service}"
            return Unreadable("dead", "forged-origin", detail)
        return Received(event, envelope, delivery.body)


def _reason(error: BadEvent) -> str:
    """The error's name as a code: ``MalformedEnvelope`` is ``malformed-envelope``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()
