"""What a command, a query or an event handler may answer instead of a result.

They carry no HTTP: ``servicekit.web.problems`` turns them into problem details, and the
inbox turns :class:`UnknownReference` into a held event.
"""

from __future__ import annotations


class Refused(Exception):
    """Base of every answer that is not a result; ``detail`` is shown to the person who asked."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class NotFound(Refused):
    """There is no such thing, or it is not this person's to know about (404)."""

    def __init__(self, kind: str, identifier: object) -> None:
        super().__init__(f"There is no {kind} {identifier}.")


class NotYours(NotFound):
    """There is such a thing, and whoever asks is not to know of it.

    Answered word for word as ``NotFound``; the audit log keeps that somebody was refused.
    """


class Forbidden(Refused):
    """The person is known, and may not do this (403)."""


class Unprocessable(Refused):
    """One field of a well-formed request does not hold (422).

    ``pointer`` is a JSON pointer into the request body, such as ``/occurred_on``.
    """

    def __init__(self, detail: str, *, pointer: str = "") -> None:
        super().__init__(detail)
        self.pointer = pointer


class UnknownReference(Exception):
    """An event names something that this service has not heard of yet.

    The inbox holds the event and tries again with back-off; only its own subject waits.
    """

    def __init__(self, kind: str, identifier: object) -> None:
        super().__init__(f"{kind} {identifier} is not known here yet")
        self.kind = kind
