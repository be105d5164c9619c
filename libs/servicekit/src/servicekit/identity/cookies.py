"""The cookies of a service: the session, and for some minutes a sign-in under way or just tried."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from civic_contracts.topology import SERVICES
from starlette.requests import Request
from starlette.responses import Response

_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class SecretCookie:
    """A cookie that holds one random secret.

    The prefix `__Host-` makes browsers refuse it from a sibling host, without TLS or for a part
    of the site, so it cannot be planted from a neighbouring site.
    """

    name: str

    def read(self, request: Request) -> str | None:
        """Return the secret, or None where there is none or it has not the shape of one."""
        found = request.cookies.get(self.name)
        return found if found is not None and _SECRET.fullmatch(found) else None

    def write(self, response: Response, secret: str, lives_for: timedelta | None = None) -> None:
        """Set the cookie, until the browser closes or for a time."""
        response.set_cookie(
            self.name,
            secret,
            max_age=None if lives_for is None else int(lives_for.total_seconds()),
            path="/",
            secure=True,
            httponly=True,
            samesite="lax",
        )

    def clear(self, response: Response) -> None:
        """Make the browser forget the cookie."""
        response.delete_cookie(self.name, path="/", secure=True, httponly=True, samesite="lax")


def session_cookie(service: str) -> SecretCookie:
    """Return the cookie of a service's sessions."""
    return SecretCookie(f"__Host-civic-{service}")


def sign_in_cookie(service: str) -> SecretCookie:
    """Return the cookie that ties a sign-in to the browser that began it."""
    return SecretCookie(f"__Host-civic-{service}-sign-in")


def tried_cookie(service: str) -> SecretCookie:
    """Return the cookie that keeps a service from asking the issuer again at every page."""
    return SecretCookie(f"__Host-civic-{service}-tried")


# By name and not by shape: other cookies of these sites, such as the language's, are no sessions.
_SESSIONS: Final = frozenset(session_cookie(service).name for service in SERVICES)


def has_siblings_cookie(request: Request, own: SecretCookie) -> bool:
    """Whether the browser brings the session cookie of another service, live or not."""
    return not (_SESSIONS - {own.name}).isdisjoint(request.cookies)
