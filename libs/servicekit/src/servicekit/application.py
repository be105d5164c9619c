"""The web application of one service, put together from its table of contents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles

from servicekit.identity.routes import sign_in_routes
from servicekit.messaging.stream_health import StreamHealth
from servicekit.service import Service
from servicekit.web import problems, refusal_pages, route_guard
from servicekit.web.audit_routes import audit_routes
from servicekit.web.demo_clock import demo_clock_routes
from servicekit.web.forwarded import Forwarded, Peers
from servicekit.web.gate import Gate
from servicekit.web.health import health_routes
from servicekit.web.rate_limits import RateLimits
from servicekit.web.resident_routes import resident_routes
from servicekit.web.runtime import Runtime, current_actor
from servicekit.web.standing_pages import every_services_pages, logo_of


def application(
    service: Service, runtime: Runtime, stream_health: Callable[[], StreamHealth]
) -> Gate:
    """Everything that a process of a service answers over HTTP; its health alone without ``api``.

    Raises ``UnguardedRoutes`` where a route has no policy, or changes something unasked.
    """
    settings = runtime.settings
    is_asked = "api" in settings.roles
    app = FastAPI(
        title=f"Civic Community: {service.name}",
        version="1",
        openapi_url=f"/{service.name}/api/openapi.json" if is_asked else None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.runtime = runtime
    problems.install(app, service.rule_broken)
    refusal_pages.install(app, service.name)
    app.include_router(health_routes(stream_health))
    if is_asked:
        _answer_everybody(app, service, runtime)
    route_guard.check(app, service.name)
    return Gate(
        app,
        service=service.name,
        largest=settings.request_bytes,
        issuer_origin=_origin(settings.oidc_issuer),
        forwarded=Forwarded(Peers([one.strip() for one in settings.front_door.split(",")])),
        limits=RateLimits(settings.rate_anonymous, settings.rate_person),
    )


def _answer_everybody(app: FastAPI, service: Service, runtime: Runtime) -> None:
    prefix = f"/{service.name}"
    app.include_router(sign_in_routes(runtime.identity, service.name, current_actor))
    app.include_router(audit_routes(), prefix=f"{prefix}/api")
    if _takes_commands(service):
        app.include_router(resident_routes(), prefix=f"{prefix}/api")
    if runtime.settings.demo:
        app.include_router(demo_clock_routes(), prefix=f"{prefix}/api")
    for api in service.apis:
        app.include_router(api, prefix=f"{prefix}/api")
    app.mount(f"{prefix}/assets", StaticFiles(directory=service.assets), name="assets")
    for pages in (*service.pages, *every_services_pages(logo_of(runtime.environment))):
        app.include_router(pages, prefix=prefix)


def _takes_commands(service: Service) -> bool:
    """Whether somebody's standing matters there; reports are for everybody."""
    return any("POST" in (getattr(route, "methods", None) or ()) for route in _routes(service))


def _routes(service: Service) -> Iterator[BaseRoute]:
    for api in service.apis:
        yield from api.routes


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
