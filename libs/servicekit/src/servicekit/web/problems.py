"""Every answer that is not a result, as a problem detail (RFC 9457), never a stack trace."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as SQLAlchemyTimeout
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import Response

from servicekit.database import is_passing, is_unavailable
from servicekit.errors import Forbidden, NotFound, NotYours, Refused, Unprocessable
from servicekit.identity.errors import (
    CsrfRefused,
    IssuerUnavailable,
    NotAuthenticated,
    SignInFailed,
)
from servicekit.web.audited import note_refusal
from servicekit.web.problem_types import standard, title_of

log = structlog.get_logger(__name__)

DATABASE_AWAY = "The service cannot reach its database. Nothing was changed; try again shortly."
BUSY = "Someone else is changing the same thing. Nothing was changed; try again shortly."

MEDIA_TYPE = "application/problem+json"

HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "2"}}

REFUSALS: tuple[tuple[type[Exception], int, str], ...] = (
    (NotFound, 404, "not-found"),
    (Forbidden, 403, "forbidden"),
    (NotAuthenticated, 401, "not-authenticated"),
    (CsrfRefused, 403, "csrf"),
    (SignInFailed, 400, "sign-in-failed"),
    (IssuerUnavailable, 503, "issuer-unavailable"),
)


class Problem(Exception):
    """An answer that a route decides on itself; ``code`` is stable, ``detail`` is for people.

    A type that is a service's own has a ``title`` of its own; the kit knows those of the others.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        title: str = "",
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.title = title or title_of(status, code)
        self.headers = dict(headers or {})
        self.extra = extra

    def response(self) -> Response:
        """The problem detail that says this."""
        known = self.status, self.code, self.detail
        return problem(*known, title=self.title, headers=self.headers, **self.extra)


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    title: str = "",
    headers: Mapping[str, str] | None = None,
    **extra: Any,
) -> Response:
    """One problem detail; ``extra`` become further members of it."""
    body = {
        "type": f"urn:civic-community:problem:{code}",
        "title": title or title_of(status, code),
        "status": status,
        "detail": detail,
        **extra,
    }
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def code_of(name: str) -> str:
    """A class name in the spelling of codes: ``WardMoneyOverspent`` is ``ward-money-overspent``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def broken_rule(error: Exception) -> Problem:
    """A rule of the domain says no: 409 with the rule's name and its sentence."""
    rule = code_of(type(error).__name__)
    return Problem(409, rule, str(error) or (type(error).__doc__ or "").strip(), rule=rule)


def field_errors(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Pydantic's errors as JSON pointers and sentences; what was sent is not repeated."""
    return [
        {
            "pointer": _pointer(error["loc"]),
            "detail": str(error["msg"]).removeprefix("Value error, "),
        }
        for error in errors
    ]


def _pointer(place: Sequence[Any]) -> str:
    parts = [str(part).replace("~", "~0").replace("/", "~1") for part in place]
    return "".join(f"/{part}" for part in parts)


def as_problem(error: Exception, rule_broken: type[Exception]) -> Problem | None:
    """What an exception says to the person who asked, or nothing if it is a fault of ours."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, rule_broken):
        return broken_rule(error)
    if isinstance(error, Unprocessable):
        errors = [{"pointer": error.pointer, "detail": error.detail}]
        return Problem(422, "invalid-field", error.detail, errors=errors)
    for kind, status, code in REFUSALS:
        if isinstance(error, kind):
            detail = str(error) or f"{title_of(status, code)}."
            return Problem(status, code, detail, headers=HEADERS.get(status))
    if is_unavailable(error):
        return Problem(503, "unavailable", DATABASE_AWAY, headers=HEADERS[503])
    if is_passing(error):
        return Problem(409, "busy", BUSY, headers={"Retry-After": "1"})
    return None


def install(app: FastAPI, rule_broken: type[Exception]) -> None:
    """Has every exception of an application answered with a problem detail."""

    async def known(request: Request, error: Exception) -> Response:
        found = as_problem(error, rule_broken)
        if found is None:
            return await failed(request, error)
        if found.status in {401, 403}:
            await note_refusal(request, found.status, found.code, found.extra.get("policy"))
        response = found.response()
        if isinstance(error, NotYours):
            # When the answer is out: nobody is to tell by waiting that there was more to do.
            response.background = BackgroundTask(note_refusal, request, 404, "not-yours", None)
        return response

    async def failed(request: Request, error: Exception) -> Response:
        log.exception("request.failed", path=request.url.path, exc_info=error)
        return problem(500, "internal", "The fault is ours and has been noted.")

    expected: list[type[Exception]] = [Problem, rule_broken, Refused, DBAPIError]
    expected += [SQLAlchemyTimeout, OSError]
    for kind in [*expected, *(kind for kind, _, _ in REFUSALS)]:
        app.add_exception_handler(kind, known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, failed)


async def _invalid(_: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    # A body of another kind has been answered with 415 before it comes here.
    if any(one["type"] == "json_invalid" for one in found):
        return problem(400, "malformed-json", "The body is not valid JSON.")
    errors = [{**one, "loc": one["loc"][one["loc"][:1] == ("body",) :]} for one in found]
    detail = "One or more fields do not hold."
    return problem(422, "invalid-field", detail, errors=field_errors(errors))


async def _refused(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    code, title = standard(status)
    return problem(status, code, f"{title}.", headers=headers)
