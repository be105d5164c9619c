"""What every request passes first: limits on what is sent, and what every answer carries."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from servicekit import tracing
from servicekit.identity.cookies import session_cookie
from servicekit.operations.measures import REQUEST_SECONDS
from servicekit.unit_of_work import Cause
from servicekit.web.forwarded import Forwarded, Sender
from servicekit.web.head_requests import HeadAsGet
from servicekit.web.problems import Problem
from servicekit.web.rate_limits import RateLimits
from servicekit.web.refusal_pages import page_of, wants_page

log = structlog.get_logger(__name__)

TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
# A length with more digits is no length, and Python would not make a number of it.
MOST_DIGITS = 19
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "
        "connect-src 'self'; font-src 'self'; form-action 'self' {issuer}; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class TooLarge(Problem, HTTPException):
    """More was sent than a request may hold.

    An HTTPException too: FastAPI, which reads the body, lets no other through, but says that the
    body could not be read.
    """

    headers: dict[str, str]

    def __init__(self, largest: int) -> None:
        detail = f"A request may hold at most {largest:,} bytes."
        Problem.__init__(self, 413, "too-large", detail)
        self.status_code = self.status


class Gate:
    """ASGI middleware around a service: limits, headers, correlation and one log line a request."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        service: str,
        largest: int,
        issuer_origin: str,
        forwarded: Forwarded,
        limits: RateLimits,
    ) -> None:
        self.app = app
        self.answering = HeadAsGet(app)
        self.service = service
        self.largest = largest
        self.forwarded = forwarded
        self.limits = limits
        self.session_cookie = session_cookie(service)
        self.headers = {
            name: value.format(issuer=issuer_origin) for name, value in SECURITY_HEADERS.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sender = await self.forwarded.read(scope)
        headers = Headers(scope=scope)
        scope.setdefault("state", {}).update(sender=sender, limits=self.limits)
        given = _traceparent(headers)
        with tracing.span(f"request {scope['method']}", "SERVER", of=given) as own:
            await self._pass(scope, receive, send, headers, Cause.new(own or given))

    async def _pass(
        self, scope: Scope, receive: Receive, send: Send, headers: Headers, cause: Cause
    ) -> None:
        scope["state"]["cause"] = cause
        carried = {**self.headers, "X-Correlation-Id": str(cause.correlation_id)}
        seen = _Seen(send, carried, scope["state"])

        async def refuse(problem: Problem) -> None:
            await self._refuse(problem, scope, receive, seen)

        seen.instead = refuse
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(correlation_id=str(cause.correlation_id)):
            # Counted first: what is refused is a request too.
            refused = self._excess(scope) or self._refusal(scope, headers)
            if refused is not None:
                await refuse(refused)
            else:
                await self._answer(scope, receive, seen)
            self._note(scope, seen.status, time.perf_counter() - began)

    def _refusal(self, scope: Scope, headers: Headers) -> Problem | None:
        length = headers.get("content-length", "0")
        known = length.isascii() and length.isdigit() and len(length) <= MOST_DIGITS
        if not known or int(length) > self.largest:
            return TooLarge(self.largest)
        if scope["method"] in {"POST", "PUT", "PATCH"}:
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            expected = (
                ("application/json",)
                if scope["path"].startswith(f"/{self.service}/api/")
                else FORM_TYPES
            )
            if kind not in expected:
                detail = f"Send {' or '.join(expected)}."
                return Problem(415, "wrong-content-type", detail)
        return None

    def _excess(self, scope: Scope) -> Problem | None:
        """The problem of a sender who asks too often.

        Whoever brings something to prove who they are is counted when that has been looked at, and
        as nobody in particular where nothing has looked at it by the time of the answer.
        """
        path, request = scope["path"], Request(scope)
        sender: Sender = scope["state"]["sender"]
        own = f"/{self.service}/"
        told = path == f"{own}sign-out/told"
        limited = path.startswith(own) and not path.startswith(f"{own}assets/") and not told
        proves = "authorization" in request.headers or self.session_cookie.read(request) is not None
        at_once = path.startswith(f"{own}sign-in") or not proves
        scope["state"]["counted"] = at_once or not limited
        scope["state"]["proves"] = proves and not path.startswith(f"{own}assets/")
        try:
            if told:
                self.limits.admit_issuer(sender)
            elif limited and at_once:
                self.limits.admit(sender)
        except Problem as too_many:
            return too_many
        return None

    async def _refuse(self, refused: Problem, scope: Scope, receive: Receive, seen: _Seen) -> None:
        response = refused.response()
        request = Request({**scope, "app": self.app})
        if wants_page(request, self.service):
            response = page_of(request, response, self.service)
        await response(scope, receive, seen.send)

    async def _answer(self, scope: Scope, receive: Receive, seen: _Seen) -> None:
        """Passes the request on, counting what a body without a length really holds."""
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.largest:
                raise TooLarge(self.largest)
            return message

        try:
            await self.answering(scope, counted, seen.send)
        except Problem as refused:
            await self._refuse(refused, scope, receive, seen)
        except Exception:
            # Raised again after it was answered with 500 and logged; an answer that breaks off
            # half-way must end its connection instead. A 429 is the gate's own, and whole.
            if seen.status not in {429, 500}:
                raise

    def _note(self, scope: Scope, status: int | None, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unknown")
        REQUEST_SECONDS.labels(scope["method"], route, str(status or 0)).observe(seconds)
        log.info(
            "request",
            method=scope["method"],
            route=route,
            status=status,
            milliseconds=round(seconds * 1000, 1),
        )


class _Seen:
    """Adds headers to an answer on its way out and remembers its status.

    An answer to a request that nobody has counted is counted here, and is 429 ``instead`` where
    that was one too many.
    """

    instead: Callable[[Problem], Awaitable[None]]

    def __init__(self, send: Send, headers: dict[str, str], state: dict[str, Any]) -> None:
        self._send = send
        self._headers = headers
        self._state = state
        self._replaced = False
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        if self._replaced:
            return
        if (too_many := self._uncounted()) is not None:
            await self.instead(too_many)
            self._replaced = True
            return
        await self._send_on(message)

    def _uncounted(self) -> Problem | None:
        """Counts a request that nobody has counted yet."""
        if self._state.get("counted", True):
            return None
        self._state["counted"] = True
        try:
            self._state["limits"].admit(self._state["sender"])
        except Problem as too_many:
            return too_many
        return None

    async def _send_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
            if self._state.get("proves"):
                # What somebody in particular was answered is for nobody else, nor for later.
                headers.setdefault("Cache-Control", "no-store")
        await self._send(message)


def _traceparent(headers: Headers) -> str | None:
    given = headers.get("traceparent", "")
    return given if TRACEPARENT.fullmatch(given) else None
