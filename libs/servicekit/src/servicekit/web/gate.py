"""What every request passes first: limits on what is sent, and what every answer carries."""

from __future__ import annotations

import re
import time

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from servicekit import tracing
from servicekit.operations.measures import REQUEST_SECONDS
from servicekit.unit_of_work import Cause
from servicekit.web.head_requests import HeadAsGet
from servicekit.web.problems import Problem

log = structlog.get_logger(__name__)

TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
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


class Gate:
    """ASGI middleware around a service: limits, headers, correlation and one log line a request."""

    def __init__(self, app: ASGIApp, *, service: str, largest: int, issuer_origin: str) -> None:
        self.app = app
        self.answering = HeadAsGet(app)
        self.service = service
        self.largest = largest
        self.headers = {
            name: value.format(issuer=issuer_origin) for name, value in SECURITY_HEADERS.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = _traceparent(headers)
        with tracing.span(f"request {scope['method']}", "SERVER", of=given) as own:
            await self._pass(scope, receive, send, headers, Cause.new(own or given))

    async def _pass(
        self, scope: Scope, receive: Receive, send: Send, headers: Headers, cause: Cause
    ) -> None:
        scope.setdefault("state", {})["cause"] = cause
        seen = _Seen(send, {**self.headers, "X-Correlation-Id": str(cause.correlation_id)})
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(correlation_id=str(cause.correlation_id)):
            refused = self._refusal(scope, headers)
            if refused is not None:
                await refused.response()(scope, receive, seen.send)
            else:
                await self._answer(scope, receive, seen)
            self._note(scope, seen.status, time.perf_counter() - began)

    def _refusal(self, scope: Scope, headers: Headers) -> Problem | None:
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > self.largest:
            return self._too_large()
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

    def _too_large(self) -> Problem:
        return Problem(413, "too-large", f"A request may hold at most {self.largest:,} bytes.")

    async def _answer(self, scope: Scope, receive: Receive, seen: _Seen) -> None:
        """Passes the request on, counting what a body without a length really holds."""
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.largest:
                raise self._too_large()
            return message

        try:
            await self.answering(scope, counted, seen.send)
        except Problem as refused:
            await refused.response()(scope, receive, seen.send)
        except Exception:
            # Raised again after it was answered with 500 and logged; an answer that breaks off
            # half-way must end its connection instead.
            if seen.status != 500:
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
    """Adds headers to an answer on its way out and remembers its status."""

    def __init__(self, send: Send, headers: dict[str, str]) -> None:
        self._send = send
        self._headers = headers
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
        await self._send(message)


def _traceparent(headers: Headers) -> str | None:
    given = headers.get("traceparent", "")
    return given if TRACEPARENT.fullmatch(given) else None
