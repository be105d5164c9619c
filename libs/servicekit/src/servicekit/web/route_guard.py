"""No application starts with a route that nobody guards.

Every route has a policy; every one that changes something needs an idempotency key or the token
of a form. Every form stands on a page that has the form's id in its address, and is told of once
it is done. What is left out is left out by name, with the reason.
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
    routes = [*iter_route_contexts(app.routes)]
    with_id = {_path(one, service) for one in routes if _asked(one, "shown_to")}
    for route in routes:
        path = _path(route, service)
        methods = frozenset(route.methods or {"GET"})
        calls = _calls_of(route)
        where = f"{'/'.join(sorted(methods))} {path}"
        if path not in WITHOUT_POLICY and not _has_policy(route, calls):
            found.append(f"{where} declares no policy")
        if methods <= CHANGES_NOTHING or path in WITHOUT_KEY_OR_TOKEN:
            continue
        is_api = path.startswith("/{service}/api/")
        if (needs_key if is_api else needs_form_token) not in calls:
            found.append(f"{where} needs no {'idempotency key' if is_api else 'form token'}")
        if not is_api:
            found += (f"{where} {lack}" for lack in _lacks(route, with_id))
    return found


def _lacks(route: RouteContext, with_id: set[str]) -> Iterator[str]:
    """What an address lacks that a form is sent to."""
    pages = _asked(route, "page")
    if not pages:
        yield "does not say on which page its form stands, nor what is said once it is done"
    for page in pages:
        if f"/{{service}}{page}" not in with_id:
            yield f"has its form on {page}, which has no form's id in its address"


def check(app: FastAPI, service: str) -> None:
    """Raises ``UnguardedRoutes`` with everything that is wrong."""
    if found := unguarded(app, service):
        raise UnguardedRoutes("; ".join(found))


def _has_policy(route: RouteContext, calls: set[object]) -> bool:
    """Whether the policy that the document names is the one that is asked."""
    named = (getattr(route, "openapi_extra", None) or {}).get("x-policy")
    asked = {getattr(getattr(call, "policy", None), "__name__", None) for call in calls}
    return named is not None and named in asked


def _path(route: RouteContext, service: str) -> str:
    return (route.path or "").replace(f"/{service}/", "/{service}/", 1)


def _asked(route: RouteContext, about: str) -> set[object]:
    """What the dependencies of a route say about it."""
    known = {getattr(call, about, None) for call in _calls_of(route)}
    return known - {None}


def _calls_of(route: RouteContext) -> set[object]:
    return set(_calls(getattr(route, "dependant", None)))


def _calls(dependant: Dependant | None) -> Iterator[object]:
    for inner in () if dependant is None else dependant.dependencies:
        yield inner.call
        yield from _calls(inner)
