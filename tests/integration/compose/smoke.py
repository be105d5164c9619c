"""docker-compose.yml from nothing to nothing: `make compose-smoke`.

Builds, comes up as a council has it, becomes the demonstration on the running containers, is looked
at from outside, restarts a service, goes down as the manual says and is looked at for what is left.
Standard library only. The last line is `N passed, N failed`.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from functools import partial

import looking
from browsing import Visitor
from checklist import Checklist, say, warn
from project import SERVICES, Failed, Project, docker

BUILD_WITHIN = 900.0  # seconds, from a cold cache
UP_WITHIN = 420.0
BACK_WITHIN = 60.0
# As docs/runbooks/deploy.md has them. Without the profile, `down` leaves the demonstration's part.
BECOME_DEMO = ("--profile", "demo", "up", "--wait", "--force-recreate")
DOWN = ("--profile", "demo", "down", "-v")


def main() -> int:
    """0 when all holds, 1 otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave it up at the end")
    parser.add_argument(
        "--without-demo", action="store_true", help="only what a council deploys, without the cases"
    )
    options = parser.parse_args()
    project, checks = Project(f"civic-smoke-{os.getpid()}"), Checklist()
    try:
        _up_and_look(project, checks, demo=not options.without_demo)
    except (Failed, OSError) as error:
        warn(error)
        _tell_what_ails(project)
    finally:
        if options.keep:
            say(f"left up: {project.url} (docker compose -p {project.name} {' '.join(DOWN)})")
        else:
            _down(project, checks)
    say(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


def _up_and_look(project: Project, checks: Checklist, *, demo: bool) -> None:
    profile = ("--profile", "demo") if demo else ()
    with checks.stage("docker compose build"):
        project.run(*profile, "build", "--quiet", within=BUILD_WITHIN)
    for service in (*SERVICES, "prepare", "front-door", "demo"):
        size = docker("image", "ls", "--format", "{{.Size}}", f"civic-community/{service}:local")
        say(f"        image {service}: {size.strip()}")
    open_before = looking.open_ports()
    with checks.stage("docker compose up --wait"):
        project.run("up", "--wait", "--no-build", within=UP_WITHIN)
    visitor = Visitor(project.port)
    status = visitor.get("/issuer/.well-known/openid-configuration").status
    checks.check("there is no demonstration's issuer", status == 404, status)
    if demo:
        with checks.stage(f"docker compose {' '.join(BECOME_DEMO)}, on what is running"):
            project.run(*BECOME_DEMO, "--no-build", within=UP_WITHIN)
        visitor = Visitor(project.port)
    looking.pages_and_addresses(visitor, checks)
    looking.guards_on_every_answer(visitor, checks, demo=demo)
    looking.reading_without_signing_in(visitor, checks)
    looking.one_way_in(project, open_before, checks)
    looking.apart(project, checks)
    looking.hardening(project, checks)
    looking.images(project, checks)
    if demo:
        _the_demonstration(project, visitor, checks)
    _a_service_restarts(project, visitor, checks)


def _the_demonstration(project: Project, visitor: Visitor, checks: Checklist) -> None:
    """The cases were played through the front door, and their events have arrived."""
    code = project.containers()["demo"]["State"]["ExitCode"]
    checks.check("the cases were played, exit code 0", code == 0, code)
    said = project.run("logs", "--no-log-prefix", "demo").strip().splitlines()[-1]
    checks.check(f"its last line: {said}", said.startswith("demo: ") and ", 0 differ," in said)
    events = visitor.get_patiently("/reporting/api/events?limit=1")
    checks.check("events have reached the reporting service", b'"id"' in events.body, events.body)
    ideas = visitor.get_patiently("/ideas/api/ideas").json
    checks.check("the ideas of the cases are there", any(ideas.values()), ideas)
    issuer = visitor.get("/issuer/.well-known/openid-configuration")
    named = issuer.json.get("issuer") if issuer.status == 200 else issuer.status
    checks.check("its issuer has the front door's address", named == f"{project.url}/issuer", named)
    for service in SERVICES:
        signing_in = partial(visitor.sign_in, service, "choir-member")
        checks.attempt(f"a resident signs in at {service}", signing_in)


def _a_service_restarts(project: Project, visitor: Visitor, checks: Checklist) -> None:
    with checks.stage("docker compose restart ideas"):
        project.run("restart", "ideas")
    started = time.monotonic()
    seen = set()
    while time.monotonic() - started < BACK_WITHIN:
        seen.add(visitor.get("/ideas/api/ideas").status)
        if 200 in seen:
            break
        time.sleep(0.5)
    took = time.monotonic() - started
    checks.check(f"ideas is back after {took:.0f} s, away as 503 only", seen <= {200, 503}, seen)
    checks.check("ideas answers again", 200 in seen, seen)


def _tell_what_ails(project: Project) -> None:
    try:
        for service, container in project.containers().items():
            state = container["State"]
            # Healthy, without a health check of its own, or not started because another ails.
            well = state.get("Health", {}).get("Status") in (None, "healthy", "none")
            if state["Status"] != "created" and (state["ExitCode"] or not well):
                warn(f"--- {service}: {state['Status']}, {state['ExitCode']}")
                warn(project.run("logs", "--no-log-prefix", "--tail", "25", service))
    except Failed as error:
        warn(error)


def _down(project: Project, checks: Checklist) -> None:
    try:
        with checks.stage(f"docker compose {' '.join(DOWN)}"):
            project.run(*DOWN, within=180)
        left = project.left_over()
        checks.check("no container, volume or network is left", not left, left)
    except Failed as error:
        warn(error)


if __name__ == "__main__":
    sys.exit(main())
