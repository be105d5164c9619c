"""``civic-<service>``: what an operator does with a service from a shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from servicekit import migrate, serve
from servicekit.service import Service


def command_line(service: Service) -> Callable[[], None]:
    """The entry point of a service's command."""

    def main() -> None:
        parser = argparse.ArgumentParser(prog=f"civic-{service.name}")
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("serve", help="run one process of the service")
        commands.add_parser("migrate", help="bring the service's database up to date")
        arguments = parser.parse_args()
        {"serve": serve.serve, "migrate": migrate.main}[arguments.command](service)

    return main
