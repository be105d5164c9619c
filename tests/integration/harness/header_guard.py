"""What every answer carries, whoever gives it: read by the tests of the stack and of compose.

Standard library alone, because `make compose-smoke` needs no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

SERVICES = ("ideas", "budgets", "volunteers", "reporting")
WANTED = {
    "x-content-type-options": ("nosniff",),
    "referrer-policy": ("same-origin", "no-referrer"),
    "cross-origin-opener-policy": ("same-origin",),
    "permissions-policy": ("camera=(), geolocation=(), microphone=()",),
}
ASKED_ON_LEAVING = "max-age=63072000; includeSubDomains"
# What a policy must say outright; anything not said falls back on the first.
DIRECTIVES = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
LOOSE = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "data:", "blob:", "http:", "*")

# One of each kind of answer: pages, JSON, files, redirects and refusals, of all who answer.
ADDRESSES = (
    "/",
    "/favicon.ico",
    "/robots.txt",
    "/.well-known/security.txt",
    "/nothing",
    "/ideas/../ready",
    f"/{'x' * 20_000}",
    *(
        f"/{service}{path}"
        for service in SERVICES
        for path in (
            *("/", "/accessibility", "/branding.css", "/no-such-page", "/ready"),
            "/security.txt",
            *("/assets/civic.css", "/assets/no-such-file", "/sign-in", "/sign-in/callback"),
            *("/api/openapi.json", "/api/no-such-thing", "/api/audit/heads"),
        )
    ),
    *("/budgets/payments", "/volunteers/me", "/ideas/work"),
)
# What no service has: the server that it runs in, or the front door, refuses some by itself.
METHODS = (("FOO", "/budgets/proposals"), ("TRACE", "/ideas/"), ("DELETE", "/volunteers/"))
ISSUERS = (
    "/issuer/.well-known/openid-configuration",
    "/issuer/jwks",
    "/issuer/authorize",
    "/issuer/end-session",
    "/issuer/nothing",
)


def faults(headers: Mapping[str, str], *, tls: bool) -> Iterator[str]:
    """What is wrong with an answer's headers (names in lower case)."""
    for name, allowed in WANTED.items():
        if headers.get(name) not in allowed:
            yield f"{name} is {headers.get(name)!r}"
    yield from _faults_of_policy(headers.get("content-security-policy", ""))
    if tls and headers.get("strict-transport-security") != ASKED_ON_LEAVING:
        yield f"strict-transport-security is {headers.get('strict-transport-security')!r}"
    for name in ("server", "x-powered-by", "access-control-allow-origin"):
        # nginx says its name and no more: it cannot be told not to.
        if headers.get(name, "nginx") != "nginx":
            yield f"{name} says {headers[name]!r}"
    kind = headers.get("content-type", "").lower()
    # What stands beside a redirect is shown to nobody.
    if kind.startswith("text/") and "charset" not in kind and "location" not in headers:
        yield f"content-type names no charset: {kind!r}"
    for cookie in headers.get("set-cookie", "").split("\n"):
        yield from _faults_of_cookie(cookie, tls=tls)


def _faults_of_policy(policy: str) -> Iterator[str]:
    found = {
        name: value
        for name, _, value in (part.strip().partition(" ") for part in policy.split(";"))
    }
    for name, value in DIRECTIVES.items():
        if found.get(name) != value:
            yield f"the policy's {name} is {found.get(name)!r}"
    for name, value in found.items():
        sources = value.split()
        loose = [one for one in sources if one in LOOSE or one.strip("'") in LOOSE]
        if loose:
            yield f"the policy's {name} allows {' '.join(loose)}"


def _faults_of_cookie(cookie: str, *, tls: bool) -> Iterator[str]:
    if not cookie:
        return
    name, _, rest = cookie.partition("=")
    said = {part.strip().lower() for part in rest.split(";")[1:]}
    wanted = {"httponly", "samesite=lax", "secure"}
    if name == "civic-issuer" and not tls:
        # The demonstration's issuer, which is in no deployment.
        wanted.discard("secure")
    elif not name.startswith("__Host-"):
        yield f"the cookie {name} may come from another host"
    if wanted - said:
        yield f"the cookie {name} is not {', '.join(sorted(wanted - said))}"
