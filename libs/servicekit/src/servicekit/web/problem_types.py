"""What each type of problem is called; nobody is told of one thing by the name of another.

A rule of a service's domain that says no is a type of its own too: they share one title.
"""

from __future__ import annotations

from typing import Final

# By status: the type of a refusal that is of no particular type, and its title.
STANDARD: Final = {
    400: ("the-request-cannot-be-read", "The request cannot be read"),
    401: ("not-authenticated", "Sign in first"),
    403: ("forbidden", "Not allowed"),
    404: ("not-found", "Not found"),
    405: ("not-possible-here", "Not possible here"),
    409: ("not-possible-now", "Not possible now"),
    413: ("too-large", "Too large"),
    415: ("wrong-content-type", "Wrong content type"),
    422: ("invalid-field", "A field does not hold"),
    429: ("too-many-requests", "Too many requests"),
    500: ("internal", "Something went wrong here"),
    503: ("unavailable", "Not available just now"),
}

# What is of another type than its status says.
PARTICULAR: Final = {
    "malformed-json": "The JSON cannot be read",
    "idempotency-key-missing": "An idempotency key is missing",
    "idempotency-key-malformed": "The idempotency key cannot be used",
    "idempotency-key-in-use": "The same request is being worked on",
    "idempotency-key-reused": "The idempotency key was used for another request",
    "sign-in-failed": "The sign-in failed",
    "issuer-unavailable": "Nobody can sign in just now",
    "csrf": "The form was not opened in this session",
    "busy": "Someone else is changing the same thing",
}


def title_of(status: int, code: str) -> str:
    """The title of a type: its own, else that of the status."""
    return PARTICULAR.get(code) or standard(status)[1]


def standard(status: int) -> tuple[str, str]:
    """The type and the title that stand for a status."""
    return STANDARD.get(status, ("refused", "Refused"))
