"""One id for one filling-in of a page's forms, in the page's address.

Whoever goes back to a form that was sent has the browser ask for its address anew and put back
what was typed: with the id in the address, it is then the same form, and sent again it does nothing
twice. Whoever opens the form by a link has an address without an id, and gets a new one. It takes
no script.
"""

from __future__ import annotations

import re
import time
from functools import lru_cache
from hashlib import sha256
from secrets import token_hex
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from jinja2 import Environment, meta

COMMAND_ID = "command_id"

# An address that was kept for longer, as a bookmark is, begins anew. In seconds.
OLDEST = 12 * 60 * 60

# What one process made another may read, whose clock is a little behind. In seconds.
AHEAD = 60

_SHAPE = re.compile(r"([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class NeedsFormId(Exception):
    """The page has a form for whoever opened it, and its address has no id for it yet."""


def new_id() -> str:
    """An id that nobody can guess, in the shape of a UUID; it begins with when it was made.

    By the machine's own time: it is about a browser's history, not about the council's days.
    """
    made, rest = f"{int(time.time()) & 0xFFFF_FFFF:08x}", token_hex(12)
    return "-".join((made, rest[:4], rest[4:8], rest[8:12], rest[12:]))


def id_in(request: Request) -> str | None:
    """The id in a page's address; none where it is no id, an old one or one of a time to come."""
    given = request.query_params.get(COMMAND_ID, "")
    found = _SHAPE.fullmatch(given)
    if found is None or not -AHEAD <= time.time() - int(found[1], 16) <= OLDEST:
        return None
    return given


def kept_or_new(sent: str | None) -> str:
    """The id that a form was sent with, for when it is shown again."""
    return sent if sent is not None and _SHAPE.fullmatch(sent) else new_id()


def key_of(sent: str | None, path: str) -> str | None:
    """The idempotency key of a form: all the forms of a page share its id, and differ by where
    they are sent."""
    if sent is None:
        return None
    return f"{sent}-{sha256(path.encode()).hexdigest()[:32]}"


def to_address_with_id(request: Request) -> Response:
    """Leads to the address of a page with a new id for its forms."""
    return RedirectResponse(with_id(request), 303, {"Cache-Control": "no-store"})


def with_id(request: Request) -> str:
    """The address of a page with a new id for its forms."""
    kept = _without(request)
    return f"{request.url.path}?{urlencode([*kept, (COMMAND_ID, new_id())])}"


def address_without_id(request: Request) -> str:
    """The path and query of a page as links and languages know it."""
    if COMMAND_ID not in request.query_params:
        query = request.url.query
    else:
        query = urlencode(_without(request))
    return f"{request.url.path}?{query}" if query else request.url.path


def _without(request: Request) -> list[tuple[str, str]]:
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    return [(name, value) for name, value in pairs if name != COMMAND_ID]


@lru_cache(maxsize=512)
def has_form(environment: Environment, template: str) -> bool:
    """Whether a page's template puts the id into a form, by itself or by what it stands on."""
    loader = environment.loader
    if loader is None:
        return False
    parsed = environment.parse(loader.get_source(environment, template)[0])
    if COMMAND_ID in meta.find_undeclared_variables(parsed):
        return True
    below = meta.find_referenced_templates(parsed)
    return any(has_form(environment, one) for one in below if one is not None)
