"""In which language a person reads: as the address asks, then the cookie, then the browser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from fastapi import Request
from starlette.responses import Response

COOKIE = "__Host-civic-language"
PARAMETER = "lang"
A_YEAR = 365 * 24 * 3600
MOST_ASKED = 20  # languages of an Accept-Language header that are looked at

_ASKED = re.compile(
    r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*"
)


def language_of(request: Request, offered: Sequence[str]) -> str:
    """One of the languages offered (codes, the first is the council's own)."""
    for wanted in (request.query_params.get(PARAMETER), request.cookies.get(COOKIE)):
        if wanted is not None and wanted in offered:
            return wanted
    for wanted in accepted(request.headers.get("accept-language", "")):
        if wanted in offered:
            return wanted
    return offered[0]


def speaking(environment: Any, code: str) -> AbstractContextManager[None]:
    """What code says inside is in this language, where the environment of pages knows how."""
    speak = getattr(environment, "speaking", None)
    return nullcontext() if speak is None else speak(code)


def accepted(header: str) -> list[str]:
    """The languages of an ``Accept-Language`` header, best first, without their regions."""
    parts = map(_ASKED.fullmatch, header.split(",")[:MOST_ASKED])
    found = [(float(part[2] or 1), part[1].lower()) for part in parts if part]
    return [code for weight, code in sorted(found, key=lambda one: -one[0]) if weight > 0]


def remember(request: Request, response: Response, offered: Sequence[str]) -> None:
    """Keeps a language that the address asked for; it says nothing of who reads."""
    wanted = request.query_params.get(PARAMETER)
    if wanted is not None and wanted in offered:
        response.set_cookie(
            COOKIE, wanted, A_YEAR, path="/", secure=True, httponly=True, samesite="lax"
        )
