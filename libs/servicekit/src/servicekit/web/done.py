"""After a form was done, the page that one is led to says so, once.

The redirect carries the name of the command in a cookie of the service, for a minute. The next page
looks up the sentence that the service declares for it (``Service.done``). What the cookie holds
is only ever looked up, never shown, and what is not declared says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

LASTS: Final = 60  # seconds


@dataclass(frozen=True, slots=True)
class Done:
    """What the layout reads as ``page.notice``."""

    text: str
    kind: str = "success"


def cookie_name(service: str) -> str:
    """The cookie of a service's own; not of the shape of a session's."""
    return f"__Host-civic-{service}-done"


def tell_next(response: Response, service: str, sentences: Mapping[type, str], kind: type) -> None:
    """Has the next page say that a command of this kind was done, where there are words for it.

    A form's own kind of a command is told of as the command it derives from.
    """
    told = next((one for one in kind.__mro__ if one in sentences), None)
    if told is not None:
        response.set_cookie(
            cookie_name(service),
            told.__name__,
            LASTS,
            path="/",
            secure=True,
            httponly=True,
            samesite="lax",
        )


def told_on(request: Request, service: str, sentences: Mapping[type, str]) -> Done | None:
    """What this page has to say."""
    name = request.cookies.get(cookie_name(service))
    found = next((text for kind, text in sentences.items() if kind.__name__ == name), None)
    return None if name is None or found is None else Done(found)


def forget(request: Request, response: Response, service: str) -> None:
    """It is said once."""
    name = cookie_name(service)
    if name in request.cookies:
        response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
