"""Every answer behind the front door carries the guards; compose is looked at by the same code."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest
from civic_stack.stack import Stack
from harness.header_guard import ADDRESSES, ISSUERS, METHODS, faults

GOOD = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "content-type": "text/html; charset=utf-8",
    "set-cookie": "__Host-civic-ideas=x; HttpOnly; Path=/; SameSite=lax; Secure",
}
PLANTED = [
    ("x-content-type-options", None),
    ("referrer-policy", "unsafe-url"),
    ("cross-origin-opener-policy", None),
    ("permissions-policy", None),
    ("strict-transport-security", "max-age=60"),
    ("content-security-policy", None),
    (
        "content-security-policy",
        GOOD["content-security-policy"].replace("'self'", "'unsafe-inline'"),
    ),
    ("content-security-policy", GOOD["content-security-policy"].replace("'self'", "*")),
    ("content-security-policy", "default-src 'none'; base-uri 'none'"),
    ("server", "uvicorn"),
    ("access-control-allow-origin", "*"),
    ("content-type", "text/html"),
    ("set-cookie", "__Host-civic-ideas=x; Path=/; SameSite=lax; Secure"),
    ("set-cookie", "__Host-civic-ideas=x; Path=/; HttpOnly; Secure"),
]


def test_what_is_good_has_no_fault() -> None:
    assert [*faults(GOOD, tls=True)] == []


@pytest.mark.parametrize(("name", "value"), PLANTED)
def test_a_planted_fault_is_found(name: str, value: str | None) -> None:
    planted = {**GOOD, name: value}
    found = [*faults({key: kept for key, kept in planted.items() if kept is not None}, tls=True)]
    assert len(found) >= 1


def headers_of(url: str, path: str, accept: str, method: str = "GET") -> tuple[int, dict[str, str]]:
    """One answer's status and headers; the path goes out as it stands."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        connection.putrequest(method, path)
        connection.putheader("Accept", accept)
        connection.endheaders()
        answer = connection.getresponse()
        found: dict[str, str] = {}
        for name, value in answer.getheaders():
            key = name.lower()
            found[key] = f"{found[key]}\n{value}" if key in found else value
        answer.read()
        return answer.status, found
    finally:
        connection.close()


@pytest.mark.stack
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
async def test_every_answer_is_guarded(stack: Stack, accept: str) -> None:
    found = {}
    statuses = set()
    asked = [*(("GET", path) for path in (*ADDRESSES, *ISSUERS)), *METHODS]
    for method, path in asked:
        status, headers = headers_of(stack.public_url, path, accept, method)
        statuses.add(status)
        if wrong := [*faults(headers, tls=False)]:
            found[f"{status} {method} {path}"] = wrong
    assert found == {}
    assert statuses >= {200, 303, 400, 404}, "every kind of answer was among them"
