"""How each of our own programs is started and when it is ready."""

import sys
from collections.abc import Mapping

from civic_stack.addresses import HOME
from civic_stack.environments import base_environment
from civic_stack.ports import LOOPBACK
from civic_stack.probes import http_ok, listening
from civic_stack.processes import Program


def migration(service: str) -> tuple[str, ...]:
    """The command that brings a service's database to its present shape."""
    return (sys.executable, "-m", "servicekit.migrate", f"{service}.app:SERVICE")


def service(name: str, url: str, environment: Mapping[str, str]) -> Program:
    """A service in one process: interface, relay, subscriber and jobs."""
    return Program(
        name=name,
        command=(sys.executable, "-m", "servicekit.serve", f"{name}.app:SERVICE"),
        ready=http_ok(f"{url}/ready"),
        environment=environment,
        ready_within=120,
        stop_within=15,
    )


def issuer(url: str, environment: Mapping[str, str]) -> Program:
    """The demo's OpenID Connect issuer."""
    return Program(
        name="issuer",
        command=(sys.executable, "-m", "civic_demo.issuer"),
        ready=http_ok(f"{url}/issuer/.well-known/openid-configuration"),
        environment=environment,
    )


def front_door(port: int, routes: Mapping[str, str]) -> Program:
    """The reverse proxy on the base port; `routes` lead from first path segments to addresses."""
    table = [part for name, url in routes.items() for part in ("--route", f"{name}={url}")]
    return Program(
        name="front-door",
        command=(
            *(sys.executable, "-m", "civic_stack.front_door"),
            *("--listen", f"{LOOPBACK}:{port}", "--home", HOME, *table),
        ),
        ready=listening(LOOPBACK, port),
        environment=base_environment(),
    )
