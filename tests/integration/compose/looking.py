"""What holds of a deployment that is up, looked at from outside and through the engine."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

from browsing import Visitor
from checklist import Checklist
from project import SERVICES, Failed, Project

# The same guard as the demonstration's; this folder is run as a script.
sys.path.insert(0, str(Path(__file__).parents[1]))

from harness.header_guard import ADDRESSES, ISSUERS, faults

PAGES = tuple(f"/{service}/" for service in SERVICES)
NOT_FOUND = (
    *(
        f"/{service}/{part}"
        for service in SERVICES
        for part in ("ready", "metrics", "health/stream")
    ),
    *("/ready", "/live", "/metrics", "//ideas//ready", "/ideas/%72eady", "/nothing", "/issuerx"),
)
MALFORMED = ("/ideas/../ready", "/ideas/%2e%2e/ready", "/ideas/..%2Fready", "/ideas/./ready")
RUNNING = (*SERVICES, "front-door", "postgres", "broker")
INSIDE = """
import importlib.util, shutil, sys
unwanted = [name for name in ("civic_demo", "civic_stack", "pytest", "hatchling")
            if importlib.util.find_spec(name)]
unwanted += [name for name in sys.argv[1:] if importlib.util.find_spec(name)]
unwanted += [name for name in ("gcc", "cc", "git") if shutil.which(name)]
try:
    open("/opt/written", "w")
    unwanted.append("a root folder that can be written to")
except OSError:
    pass
print(",".join(unwanted) or "nothing unwanted")
"""


def pages_and_addresses(visitor: Visitor, checks: Checklist) -> None:
    """What the front door leads to, and what it does not."""
    home = visitor.get("/")
    checks.check(
        "/ leads to /ideas/",
        (home.status, home.headers.get("location")) == (302, "/ideas/"),
        (home.status, home.headers.get("location")),
    )
    for path in PAGES:
        page = visitor.get_patiently(path)
        checks.check(
            f"{path} is a page", (page.status, page.kind) == (200, "text/html"), page.status
        )
    for path in NOT_FOUND:
        answer = visitor.get(path)
        checks.check(
            f"{path} is not found",
            (answer.status, answer.kind) == (404, "application/problem+json"),
            (answer.status, answer.kind),
        )
    for path in MALFORMED:
        status = visitor.get(path).status
        checks.check(f"{path} is refused", status == 400, status)


def guards_on_every_answer(visitor: Visitor, checks: Checklist, *, demo: bool) -> None:
    """What `tests/integration/guards/test_headers.py` asks of the demonstration, here with TLS."""
    for accept in ("text/html", "application/json"):
        for path in (*ADDRESSES, *(ISSUERS if demo else ())):
            answer = visitor.get(path, {"Accept": accept})
            wrong = [*faults(answer.headers, tls=True)]
            checks.check(f"{path} is guarded ({answer.status}, {accept})", not wrong, wrong)


def reading_without_signing_in(visitor: Visitor, checks: Checklist) -> None:
    """Public questions to all four services, and a stream."""
    for path in (
        "/ideas/api/ideas",
        "/budgets/api/ward-accounts",
        "/volunteers/api/opportunities",
        "/reporting/api/city",
        *(f"/{service}/api/openapi.json" for service in SERVICES),
    ):
        answer = visitor.get_patiently(path)
        checks.check(
            f"{path} answers", (answer.status, answer.kind) == (200, "application/json"), answer
        )
    checks.attempt(
        "/reporting/live speaks at once",
        lambda: visitor.first_bytes_of_stream("/reporting/live"),
    )


def open_ports() -> set[int]:
    """Which ports of the containers are also open on this machine, for whatever reason."""
    return {port for port in (8080, 5432, 5672, 15672) if _is_open(port)}


def one_way_in(project: Project, open_before: set[int], checks: Checklist) -> None:
    """One published port, and it is the front door's; no other has been opened."""
    published = {
        (service, binding["HostIp"], int(binding["HostPort"]))
        for service, container in project.containers().items()
        for bindings in (container["NetworkSettings"]["Ports"] or {}).values()
        for binding in bindings or ()
    }
    wanted = {("front-door", "127.0.0.1", project.port)}
    checks.check("one port is published, on loopback", published == wanted, published)
    opened = open_ports() - open_before
    checks.check("no container's port is open on this machine", not opened, opened)


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def apart(project: Project, checks: Checklist) -> None:
    """The front door cannot reach what it does not lead to."""
    for host, port in (("postgres", 5432), ("broker", 5672)):
        script = f"(exec 3<>/dev/tcp/{host}/{port}) 2>/dev/null && echo reached || echo apart"
        found = project.run("exec", "-T", "front-door", "bash", "-c", script).strip()
        checks.check(f"{host} is apart from the front door", found == "apart", found)


def hardening(project: Project, checks: Checklist) -> None:
    """Nobody is root, nothing can be written to, no power is kept, memory has a limit."""
    containers = project.containers()
    for service in RUNNING:
        found = containers[service]
        host, user = found["HostConfig"], found["Config"]["User"]
        facts = {
            "is not root": user not in ("", "0", "0:0", "root"),
            "is read-only": host["ReadonlyRootfs"],
            "has no capability": host["CapDrop"] == ["ALL"] and not host["CapAdd"],
            "gains no privileges": "no-new-privileges:true" in (host["SecurityOpt"] or ()),
            "has a limit of memory": host["Memory"] > 0,
            "has no secret in its environment": _nothing_secret(found["Config"]["Env"]),
        }
        wrong = [fact for fact, holds in facts.items() if not holds]
        checks.check(f"{service} {', '.join(facts)}", not wrong, f"not: {', '.join(wrong)}")


def _nothing_secret(environment: list[str]) -> bool:
    suspicious = ("SECRET=", "PASSWORD=", "DATABASE_URL=", "BROKER_URL=", "PERSON_KEY=", "PASS=")
    return not [it for it in environment if any(part in it for part in suspicious)]


def images(project: Project, checks: Checklist) -> None:
    """No demonstration, no tests, no compiler and no git in a service's image."""
    for service in SERVICES:
        others = [f"{service}.testing", *(name for name in SERVICES if name != service)]
        try:
            found = project.run("exec", "-T", service, "python", "-c", INSIDE, *others).strip()
        except Failed as error:
            found = str(error)
        checks.check(
            f"{service}'s image holds nothing unwanted", "nothing unwanted" in found, found
        )
        files = project.run("exec", "-T", service, "sh", "-c", "stat -c '%a %u' /run/civic/*")
        checks.check(
            f"{service}'s secrets are its own", {*files.splitlines()} == {"400 10001"}, files
        )
