"""After a form was done, the page that one is led to says so, once.

Whoever declares where a form is sent says what its next page says then. The redirect carries the
form's own key in a cookie of the service, for a minute, and the next page looks up the sentence.
What the cookie holds is only ever looked up, never shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

LASTS: Final = 60  # seconds


@dataclass(frozen=True, slots=True)
class Each:
    """A sentence for each value that one field of the form's command may have."""

    field: str
    sentences: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing is said, because of this: the next page says it by itself, for one."""

    because: str


Sentence = str | Each | Silent


@dataclass(frozen=True, slots=True)
class Done:
    """What the layout reads as ``page.notice``."""

    text: str
    kind: str = "success"


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said once a form has been done that is sent to ``path`` of its service."""

    path: str
    sentence: Sentence

    def keyed(self) -> Iterator[tuple[str, str]]:
        """Its sentences, each by the key that a cookie has for it."""
        if isinstance(self.sentence, str):
            yield self._key, self.sentence
        elif isinstance(self.sentence, Each):
            for value, sentence in self.sentence.sentences.items():
                yield f"{self._key}.{value}", sentence

    def key_for(self, command: Any) -> str | None:
        """The key of what is said of this command; none where nothing is."""
        if isinstance(self.sentence, Silent):
            return None
        if isinstance(self.sentence, Each):
            return f"{self._key}.{getattr(command, self.sentence.field)}"
        return self._key

    @property
    def _key(self) -> str:
        return sha256(self.path.encode()).hexdigest()[:16]


def cookie_name(service: str) -> str:
    """The cookie of a service's own; not of the shape of a session's."""
    return f"__Host-civic-{service}-done"


def tell_next(response: Response, service: str, key: str | None) -> None:
    """Has the next page say what is kept under this key."""
    if key is not None:
        response.set_cookie(
            cookie_name(service), key, LASTS, path="/", secure=True, httponly=True, samesite="lax"
        )


def told_on(request: Request, service: str, sentences: Mapping[str, str]) -> Done | None:
    """What this page has to say."""
    found = sentences.get(request.cookies.get(cookie_name(service), ""))
    return None if found is None else Done(found)


def forget(request: Request, response: Response, service: str) -> None:
    """It is said once."""
    name = cookie_name(service)
    if name in request.cookies:
        response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
