"""From the bytes of a message to a typed event."""

from collections.abc import Iterable

from pydantic import ValidationError

from civic_contracts.envelope import Envelope, Event, Parsed, reasons
from civic_contracts.errors import InvalidPayload, UnknownEventType, UnknownMajorVersion
from civic_contracts.naming import type_name


class Reader:
    """Reads the events it was given the classes of."""

    def __init__(self, classes: Iterable[type[Event]]) -> None:
        """Know these classes; ``ValueError`` where two claim the same type."""
        self._by_type: dict[str, type[Event]] = {}
        for found in classes:
            if self._by_type.setdefault(found.event_type, found) is not found:
                raise ValueError(f"two classes claim {found.event_type}")
        self._known = {type_name(name).without_major for name in self._by_type}

    def event_in(self, envelope: Envelope) -> Event:
        """Read the typed event of an envelope.

        Raises ``UnknownEventType``, ``UnknownMajorVersion`` or ``InvalidPayload``.
        """
        found = self._by_type.get(envelope.type)
        if found is None:
            if type_name(envelope.type).without_major in self._known:
                raise UnknownMajorVersion(f"{envelope.type} is a version not known here")
            raise UnknownEventType(f"{envelope.type} is not known here")
        try:
            return found.model_validate(envelope.data)
        except ValidationError as error:
            raise InvalidPayload(reasons(error)) from error

    def parse(self, body: bytes) -> Parsed[Event]:
        """Read a message; raises ``MalformedEnvelope`` besides what ``event_in`` raises."""
        envelope = Envelope.from_json(body)
        return Parsed(envelope, self.event_in(envelope))
