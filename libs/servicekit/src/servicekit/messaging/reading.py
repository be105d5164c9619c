"""Telling a valid event from everything else that may arrive on a queue."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from civic_contracts.envelope import Envelope, Event
from civic_contracts.errors import BadEvent, UnknownEventType, UnknownMajorVersion

from servicekit.messaging.handlers import Received

# The header of a message whose texts were withdrawn after it was first sent: in hexadecimal.
FIRST_DIGEST = "civic-first-digest"
_SHA_256 = re.compile(r"[0-9a-f]{64}")

# The columns that keep places are signed 64-bit numbers.
LARGEST_SEQUENCE = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as the broker handed it over; ``origin`` is the user the broker vouches for.

    ``first_digest`` is what the sender says the digest was before it redacted the body.
    """

    body: bytes
    routing_key: str
    message_id: str | None
    origin: str | None
    times_before: int = 0
    first_digest: bytes | None = None

    @property
    def digest(self) -> bytes:
        """SHA-256 of the body as first sent: what tells a repeat from a changed message."""
        return self.first_digest or hashlib.sha256(self.body).digest()


def first_digest_in(headers: Mapping[str, object]) -> bytes | None:
    """The digest that a redacted message had at first, as its sender says; None for all others."""
    told = headers.get(FIRST_DIGEST)
    if not isinstance(told, str) or not _SHA_256.fullmatch(told):
        return None
    return bytes.fromhex(told)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that is no event, or not its sender's: why it is buried."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Parked:
    """An event that only a newer reader knows; it keeps its place until there is one."""

    envelope: Envelope
    body: bytes
    reason: str


Parse = Callable[[bytes], tuple[Envelope, Event]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Parses deliveries and checks that the sender is who the event says it is."""

    parse: Parse

    def read(self, delivery: Delivery) -> Received[Event] | Parked | Unreadable:
        """The event in a delivery, or why there is none."""
        try:
            found = self.read_body(delivery.body)
        except BadEvent as error:
            return Unreadable(_reason(error), str(error))
        speaks_for = found.envelope.service
        if delivery.origin != speaks_for:
            detail = f"sent by {delivery.origin or 'nobody known'}, speaks for {speaks_for}"
            return Unreadable("forged-origin", detail)
        if found.envelope.number > LARGEST_SEQUENCE:
            return Unreadable("malformed-envelope", "the sequence is beyond 64 bits")
        return found

    def read_body(self, body: bytes) -> Received[Event] | Parked:
        """The event in a body whose sender has been checked; ``BadEvent`` where there is none."""
        try:
            envelope, event = self.parse(body)
        except (UnknownMajorVersion, UnknownEventType) as error:
            # A newer producer: the event is sound, and this reader is too old for it.
            return Parked(Envelope.from_json(body), body, _reason(error))
        return Received(event, envelope, body)


def _reason(error: BadEvent) -> str:
    """The error's name as a code: ``MalformedEnvelope`` is ``malformed-envelope``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()
