"""No application starts with a route that nobody guards.

Every route has a policy; every one that changes something needs an idempotency key or the token
of a form. What is left out is left out by name, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from servicekit.web.execution import needs_key
from servicekit.web.pages import needs_form_token

CHANGES_NOTHING = frozenset({"GET", "HEAD", "OPTIONS"})

# By address, with ``{service}`` for the service's name.
WITHOUT_POLICY = {
    "/live": "for the machine alone; the front door does not lead there",
    "/ready": "for the machine alone; the front door does not lead there",
    "/health/stream": "for the machine alone; the front door does not lead there",
    "/metrics": "for the machine alone; the front door does not lead there",
    "/{service}/sign-in": "nobody has signed in yet",
    "/{service}/sign-in/callback": "nobody has signed in yet",
    "/{service}/sign-out": "whoever has a session may end it; it checks the form's token itself",
    "/{service}/sign-out/told": "the issuer calls it and proves itself by a signed token",
    "/{service}/assets": "style sheets, scripts and pictures, the same for everybody",
    "/{service}/api/openapi.json": "the public description of the public interface",
}
WITHOUT_KEY_OR_TOKEN = {
    "/{service}/sign-out": "it checks the form's token itself, and ending twice ends once",
    "/{service}/sign-out/told": (
        "no browser of a person sends it: the issuer does, with a signed logout token, "
        "and one sent again ends nothing new"
    ),
}


class UnguardedRoutes(Exception):
    """The application has routes that anybody could use in a way nobody decided on."""


def unguarded(app: FastAPI, service: str) -> list[str]:
    """What is wrong with the routes of an application, one sentence each."""
    found = []
    for route in iter_route_contexts(app.routes):
        path = (route.path or "").replace(f"/{service}/", "/{service}/", 1)
        methods = frozenset(route.methods or {"GET"})
        calls = set(_calls(getattr(route, "dependant", None)))
        where = f"{'/'.join(sorted(methods))} {path}"
        if path not in WITHOUT_POLICY and not _has_policy(route, calls):
            found.append(f"{where} declares no policy")
        if methods <= CHANGES_NOTHING or path in WITHOUT_KEY_OR_TOKEN:
            continue
        is_api = path.startswith("/{service}/api/")
        if (needs_key if is_api else needs_form_token) not in calls:
            found.append(f"{where} needs no {'idempotency key' if is_api else 'form token'}")
    return found


def check(app: FastAPI, service: str) -> None:
    """Raises ``UnguardedRoutes`` with everything that is wrong."""
    if found := unguarded(app, service):
        raise UnguardedRoutes("; ".join(found))


def _has_policy(route: RouteContext, calls: set[object]) -> bool:
    """Whether the policy that the document names is the one that is asked."""
    named = (getattr(route, "openapi_extra", None) or {}).get("x-policy")
    asked = {getattr(getattr(call, "policy", None), "__name__", None) for call in calls}
    return named is not None and named in asked


def _calls(dependant: Dependant | None) -> Iterator[object]:
    for inner in () if dependant is None else dependant.dependencies:
        yield inner.call
        yield from _calls(inner)
