"""``civic-<service> routes``: every address of a service, with who may use it."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi.routing import APIRoute, APIRouter

from servicekit.service import Service
from servicekit.web.standing_pages import every_services_pages


def routes_of(service: Service) -> Iterator[str]:
    """One line for each: method, address, policy, and whether it answers pages or JSON.

    The addresses of signing in and of health are the kit's own and the same everywhere; they are
    open to everybody, and are left out.
    """
    own: list[tuple[str, APIRouter, str]]
    pages = (*service.pages, *every_services_pages())
    own = [(f"/{service.name}", router, "page") for router in pages]
    own += [(f"/{service.name}/api", router, "json") for router in service.apis]
    for prefix, router, kind in own:
        for route in router.routes:
            if isinstance(route, APIRoute):
                policy = (route.openapi_extra or {})["x-policy"]
                for method in sorted(route.methods or ()):
                    yield f"{method} {prefix}{route.path} {policy} {kind}"
