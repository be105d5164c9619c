"""Every page that the services have, as their own commands tell it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from civic_contracts.topology import SERVICES

# GET addresses among the pages that answer no page, each with the kind of thing it answers.
NO_PAGES = {
    **{f"/{service}/branding.css": "text/css" for service in SERVICES},
    "/reporting/live": "text/event-stream",
    # There is none where the council has set no contact of its own, as here.
    **{f"/{service}/security.txt": "application/problem+json" for service in SERVICES},
}


def page_routes() -> list[str]:
    """The address patterns of all pages, such as ``/ideas/threads/{idea_id}``."""
    return sorted(set(_told_by_the_services()) - set(NO_PAGES))


def pattern_of(path: str, patterns: Iterable[str]) -> str | None:
    """Which pattern a path of the site fits; one without parameters goes first."""
    for pattern in sorted(patterns, key=lambda one: one.count("{")):
        if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(pattern)), path):
            return pattern
    return None


def _told_by_the_services() -> Iterable[str]:
    commands = {
        service: subprocess.Popen(
            [Path(sys.executable).with_name(f"civic-{service}"), "routes"],
            stdout=subprocess.PIPE,
            text=True,
        )
        for service in SERVICES
    }
    for service, command in commands.items():
        told, _ = command.communicate(timeout=300)
        if command.returncode:
            raise RuntimeError(f"civic-{service} routes ended with {command.returncode}")
        for line in told.splitlines():
            method, path, _, kind = line.split()
            if method == "GET" and kind == "page":
                yield path
