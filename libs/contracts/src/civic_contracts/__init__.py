"""The events that the services of Civic Community and other council systems share.

``parse(body)`` turns the bytes of a message into its envelope and a typed event.
"""

from civic_contracts.envelope import Envelope, Event, Parsed
from civic_contracts.errors import (
    BadEvent,
    InvalidPayload,
    MalformedEnvelope,
    UnknownEventType,
    UnknownMajorVersion,
)
from civic_contracts.events import all_events
from civic_contracts.golden import golden_samples
from civic_contracts.reading import Reader

READER = Reader(all_events())
parse = READER.parse

__all__ = [
    "READER",
    "BadEvent",
    "Envelope",
    "Event",
    "InvalidPayload",
    "MalformedEnvelope",
    "Parsed",
    "Reader",
    "UnknownEventType",
    "UnknownMajorVersion",
    "all_events",
    "golden_samples",
    "parse",
]
