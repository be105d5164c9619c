"""For a person with a browser a problem is a page; whoever is not signed in is sent to do so."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from servicekit.web.form_ids import NeedsFormId, to_address_with_id
from servicekit.web.languages import language_of
from servicekit.web.variants import form_address, large_print_of

Handler = Callable[[Request, Exception], Awaitable[Response]]


class AskSilently(Exception):
    """Whoever looks at this page may be known to the issuer, which is to be asked first."""


def install(app: FastAPI, service: str) -> None:
    """Wraps the application's problem answers for requests that ask for pages."""

    async def ask(request: Request, _: Exception) -> Response:
        return _to_sign_in(request, service, "silent=true&")

    async def give_id(request: Request, _: Exception) -> Response:
        return to_address_with_id(request)

    def for_people(answer: Handler) -> Handler:
        async def handle(request: Request, error: Exception) -> Response:
            response = await answer(request, error)
            return page_of(request, response, service) if wants_page(request, service) else response

        return handle

    handlers: dict[Any, Any] = app.exception_handlers
    for kind, answer in list(handlers.items()):
        handlers[kind] = for_people(answer)
    app.add_exception_handler(AskSilently, ask)
    app.add_exception_handler(NeedsFormId, give_id)


def wants_page(request: Request, service: str) -> bool:
    """Whether it is a browser that asks for one of the service's pages."""
    path = request.url.path
    return not path.startswith(f"/{service}/api/") and "text/html" in request.headers.get(
        "accept", ""
    )


def page_of(request: Request, response: Response, service: str) -> Response:
    """The page that says what a problem detail says."""
    if response.status_code == 401 and request.method == "GET":
        return _to_sign_in(request, service)
    runtime = request.app.state.runtime
    page = {
        "path": request.url.path,
        "csrf": "",
        "language": language_of(request, runtime.languages),
        "demo": runtime.settings.demo,
        "form_sent": request.method == "POST",
        "form_at": form_address(request),
        "large_print": large_print_of(request),
    }
    text = runtime.environment.get_template("pagekit/problem.html").render(
        page=page,
        problem=_told(response),
        correlation_id=str(request.state.cause.correlation_id),
    )
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in {"content-length", "content-type"}
    }
    return HTMLResponse(text, response.status_code, headers, background=response.background)


def _to_sign_in(request: Request, service: str, how: str = "") -> Response:
    wanted = quote(address_of(request), safe="/")
    headers = {"Cache-Control": "no-store"}
    return RedirectResponse(f"/{service}/sign-in?{how}return_to={wanted}", 303, headers)


def address_of(request: Request) -> str:
    """The path of a request with its query, so that filters survive a sign-in."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def _told(response: Response) -> dict[str, Any]:
    body = json.loads(bytes(response.body))
    return body if isinstance(body, dict) else {}
