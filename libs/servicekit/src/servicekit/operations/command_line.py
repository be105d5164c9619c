"""``civic-<service>``: what an operator does with a service from a shell.

A command ends with 0 where it did what was asked, with 1 where it could not or something remains.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import Callable
from typing import Any

import structlog
from civic_contracts.errors import BadEvent
from sqlalchemy import pool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from servicekit import migrate
from servicekit.database import SERVER_SETTINGS, is_locked_out
from servicekit.messaging.link import LOST
from servicekit.operations.addresses import NoAddress, setting
from servicekit.operations.audit_commands import add_audit
from servicekit.operations.history_commands import add_history
from servicekit.operations.inbox_commands import add_inbox
from servicekit.operations.job_commands import add_jobs
from servicekit.operations.operator import NothingThere, Operator, Refused, Unfinished
from servicekit.operations.outbox_commands import add_outbox
from servicekit.operations.resident_commands import add_residents
from servicekit.operations.route_commands import routes_of
from servicekit.operations.session_commands import add_sessions
from servicekit.operations.waiting import NotReplayable
from servicekit.serve import serve
from servicekit.service import Service

# Whoever waits for a lock has the service wait behind it, and a backup keeps its locks for hours.
# The months are those of the service, wherever the server stands.
OPERATORS_SESSION = {
    name: SERVER_SETTINGS[name] for name in ("application_name", "lock_timeout", "timezone")
}

NO = (NothingThere, NotReplayable, Refused, NoAddress, BadEvent, *LOST)


def _parser(service: Service) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"civic-{service.name}", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="run one process of the service")
    commands.add_parser("migrate", help="bring the service's database up to date")
    commands.add_parser("routes", help="every address, with who may use it")
    for add in (
        add_inbox,
        add_history,
        add_outbox,
        add_jobs,
        add_audit,
        add_sessions,
        add_residents,
    ):
        add(commands)
    return parser


async def _act(service: Service, asked: argparse.Namespace) -> str:
    engine = create_async_engine(
        setting("database_url"),
        poolclass=pool.NullPool,
        connect_args={"server_settings": OPERATORS_SESSION},
    )
    try:
        answer: str = await asked.act(Operator(service, engine), asked)
    except DBAPIError as error:
        if not is_locked_out(error):
            raise
        raise Refused("others are at work on this, a backup perhaps: try again later") from error
    finally:
        await engine.dispose()
    return answer


def command_line(service: Service) -> Callable[[], Any]:
    """The entry point of a service's command; it ends with 1 where nothing fits the request."""

    def main(arguments: list[str] | None = None) -> None:
        asked = _parser(service).parse_args(arguments)
        if asked.command == "serve":
            serve(service)
        elif asked.command == "migrate":
            migrate.main(service)
        elif asked.command == "routes":
            print("\n".join(routes_of(service)))
        else:
            _print(service, asked)

    return main


def _print(service: Service, asked: argparse.Namespace) -> None:
    # What a command prints is its answer; the log of what it uses would stand in between.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    try:
        print(asyncio.run(_act(service, asked)))
    except Unfinished as rest:
        print(rest)
        sys.exit(1)
    except NO as error:
        sys.exit(f"{type(error).__name__}: {error}")
