"""The requests and answers that the front door writes itself."""

import json
from http import HTTPStatus

from civic_stack.front_door.http1 import Answer, Headers, Request, tokens, values

# RFC 9110 section 7.6.1, and the older names still seen.
_HOP_BY_HOP = frozenset(
    {b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer", b"upgrade"}
    | {b"transfer-encoding", b"proxy-authenticate", b"proxy-authorization"}
)
# Set by us alone: what a client claims about itself is not believed.
_OURS = frozenset(
    {b"forwarded", b"x-real-ip", b"content-length", b"expect"}
    | {b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-forwarded-prefix"}
    | {b"x-forwarded-port", b"x-forwarded-server"}
)

# On every answer that has none of its own: on ours, and on what a service's server refuses before
# the service sees it. The same in deploy/front-door.
_GUARDS: Headers = [
    (
        b"content-security-policy",
        b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]


# What is public may be found. Signing in, and what programs ask for, is nothing to read.
# deploy/front-door/nginx.conf says the same.
ROBOTS = """User-agent: *
Disallow: /*/sign-in
Disallow: /*/api/
Disallow: /issuer/
"""


def request_bytes(request: Request, body: bytes, client: str, scheme: str) -> bytes:
    """The request as a service gets it: whole, with a length, with our own forwarding headers."""
    host = b",".join(values(request.headers, b"host"))
    headers = [header for header in _end_to_end(request.headers) if header[0] not in _OURS]
    headers += [
        (b"x-forwarded-for", client.encode()),
        (b"x-forwarded-proto", scheme.encode()),
        (b"x-forwarded-host", host),
    ]
    if body or request.method in ("POST", "PUT", "PATCH"):
        headers.append((b"content-length", str(len(body)).encode()))
    return _head(f"{request.method} {request.target} HTTP/1.1".encode(), headers) + body


def answer_head(answer: Answer, *, chunked: bool, keeps_alive: bool) -> bytes:
    """A service's answer as the client gets it, without what concerns one connection alone."""
    headers = _end_to_end(answer.headers)
    own = {name for name, _ in headers}
    headers += [guard for guard in _GUARDS if guard[0] not in own]
    if chunked:
        headers = [header for header in headers if header[0] != b"content-length"]
        headers.append((b"transfer-encoding", b"chunked"))
    if not keeps_alive:
        headers.append((b"connection", b"close"))
    return _head(b"HTTP/1.1 %d %s" % (answer.status, answer.reason), headers)


def redirect(location: str) -> bytes:
    """302 to a path."""
    headers = [(b"location", location.encode()), (b"content-length", b"0"), *_GUARDS]
    return _head(b"HTTP/1.1 302 Found", headers)


def plain(text: str, *, body_wanted: bool = True) -> bytes:
    """A text that everybody may keep for a day."""
    body = text.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"public, max-age=86400"),
        *_GUARDS,
    ]
    return _head(b"HTTP/1.1 200 OK", headers) + (body if body_wanted else b"")


def wants_page(headers: Headers) -> bool:
    """Whether it is a browser that asks, so that what went wrong is said on a page."""
    return any(b"text/html" in value.lower() for value in values(headers, b"accept"))


def page(title: str, detail: str) -> str:
    """The page that says what a problem says; it needs no style, script or picture."""
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title></head><body><main><h1>{title}</h1><p>{detail}</p>"
        '<p><a href="/">Go to the first page</a></p></main></body></html>'
    )


def problem(
    status: int, detail: str, *, keeps_alive: bool, body_wanted: bool = True, as_page: bool = False
) -> bytes:
    """An RFC 9457 problem, or for a browser the page that says the same."""
    phrase = HTTPStatus(status).phrase
    facts = {"type": "about:blank", "title": phrase, "status": status, "detail": detail}
    body = (page(phrase, detail) if as_page else json.dumps(facts)).encode()
    kind = b"text/html; charset=utf-8" if as_page else b"application/problem+json"
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"vary", b"Accept"),
        *_GUARDS,
    ]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"1"))
    if not keeps_alive:
        headers.append((b"connection", b"close"))
    return _head(f"HTTP/1.1 {status} {phrase}".encode(), headers) + (body if body_wanted else b"")


def _end_to_end(headers: Headers) -> Headers:
    named = tokens(headers, b"connection")
    return [(key, value) for key, value in headers if key not in _HOP_BY_HOP and key not in named]


def _head(first: bytes, headers: Headers) -> bytes:
    lines = [first, *(key + b": " + value for key, value in headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n"
