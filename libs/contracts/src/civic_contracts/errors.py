"""What can be wrong with a message; each class is kept apart because each ends in another place."""


class BadEvent(Exception):
    """A message that cannot be handled as an event; its text is the reason, without the content."""


class MalformedEnvelope(BadEvent):
    """The body is no JSON text, or no CloudEvents envelope as these services write it."""


class UnknownEventType(BadEvent):
    """The envelope is sound, and no event of this name is known in any major version."""


class UnknownMajorVersion(BadEvent):
    """The event is known, this major version is not: to be parked until the reader is newer."""


class InvalidPayload(BadEvent):
    """The envelope is sound and the type known, but its data are not what the type promises."""
