"""A page's variants: large print, kept until it is taken back, and where they are asked for."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Router

from servicekit.web.form_ids import COMMAND_ID

# For all four services: whoever needs large letters needs them everywhere.
LARGE_PRINT = "__Host-civic-large-print"
PARAMETER = "print"
LARGE, ORDINARY = "large", "ordinary"
A_YEAR = 365 * 24 * 3600


def large_print_of(request: Request) -> bool:
    """As the address asks; where it does not, as was chosen before."""
    asked = request.query_params.get(PARAMETER)
    if asked in (LARGE, ORDINARY):
        return asked == LARGE
    return request.cookies.get(LARGE_PRINT) == LARGE


def remember_print(request: Request, response: Response) -> None:
    """Keeps large print, or takes it back; it says nothing of who reads."""
    asked = request.query_params.get(PARAMETER)
    if asked == LARGE:
        response.set_cookie(
            LARGE_PRINT, LARGE, A_YEAR, path="/", secure=True, httponly=True, samesite="lax"
        )
    elif asked == ORDINARY and LARGE_PRINT in request.cookies:
        response.delete_cookie(LARGE_PRINT, path="/", secure=True, httponly=True, samesite="lax")


def form_address(request: Request) -> str:
    """After a form was sent: the address of the page that it stands on, "" where none is known.

    What the browser says it comes from, if that is a page of this site; else where the form was
    sent, if that is a page too.
    """
    if request.method != "POST":
        return ""
    came = urlsplit(request.headers.get("referer", ""))
    if came.netloc == request.url.netloc and _is_page(request, came.path):
        kept = [one for one in parse_qsl(came.query) if one[0] != COMMAND_ID]
        return f"{came.path}?{urlencode(kept)}" if kept else came.path
    return request.url.path if _is_page(request, request.url.path) else ""


def _is_page(request: Request, path: str) -> bool:
    """Whether this service answers GET there."""
    router: Router = request.app.router
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    return any(route.matches(scope)[0] is Match.FULL for route in router.routes)
