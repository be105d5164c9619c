"""``civic-<service>``: what an operator does with a service from a shell."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from civic_contracts.errors import BadEvent
from sqlalchemy import pool
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from servicekit import migrate
from servicekit.operations import waiting
from servicekit.serve import serve
from servicekit.service import Service

Action = Callable[[AsyncConnection, argparse.Namespace, Service], Awaitable[str]]


async def _list(connection: AsyncConnection, _: argparse.Namespace, __: Service) -> str:
    lines = [
        f"held    {row.source} {row.sequence} {row.type} {row.reason} "
        f"attempts={row.attempts} {row.detail[:120]}"
        for row in await waiting.held(connection)
    ]
    lines += [
        f"dead    {row.id} {row.reason} from {row.origin} {row.detail[:120]}"
        for row in await waiting.buried(connection)
    ]
    return "\n".join(lines) or "nothing waits"


async def _show(connection: AsyncConnection, asked: argparse.Namespace, _: Service) -> str:
    body = await waiting.body(connection, _place(asked.what), asked.sequence or 0)
    return body.decode("utf-8", "backslashreplace")


async def _replay(connection: AsyncConnection, asked: argparse.Namespace, service: Service) -> str:
    place = _place(asked.what)
    if isinstance(place, int):
        await waiting.take_up_again(connection, place, service.parse)
        return f"message {place} is tried again"
    return f"{await waiting.try_again(connection, place)} held events are tried again"


async def _discard(connection: AsyncConnection, asked: argparse.Namespace, _: Service) -> str:
    place = _place(asked.what)
    if isinstance(place, int):
        await waiting.discard_buried(connection, place, asked.because)
    else:
        await waiting.discard_held(connection, place, asked.sequence or 0, asked.because)
    return "discarded"


ACTIONS: dict[str, Action] = {
    "list": _list,
    "show": _show,
    "replay": _replay,
    "discard": _discard,
}


def _place(what: str) -> str | int:
    """A buried message goes by its number, a held event by its source."""
    return int(what) if what.isdigit() else what


def _parser(service: Service) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"civic-{service.name}", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="run one process of the service")
    commands.add_parser("migrate", help="bring the service's database up to date")
    inbox = commands.add_parser("inbox", help="held and parked events, dead messages")
    actions = inbox.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="what waits, and why")
    for name in ("show", "replay", "discard"):
        action = actions.add_parser(name)
        action.add_argument("what", help="a held event's source, or a buried message's number")
        action.add_argument("sequence", type=int, nargs="?", help="of a held event")
        if name == "discard":
            action.add_argument("--because", required=True, help="kept in the audit log")
    return parser


async def _act(service: Service, asked: argparse.Namespace) -> str:
    engine = create_async_engine(migrate.database_url(), poolclass=pool.NullPool)
    try:
        async with engine.begin() as connection:
            return await ACTIONS[asked.action](connection, asked, service)
    finally:
        await engine.dispose()


def command_line(service: Service) -> Callable[[], Any]:
    """The entry point of a service's command; it ends with 1 where nothing fits the request."""

    def main(arguments: list[str] | None = None) -> None:
        asked = _parser(service).parse_args(arguments)
        if asked.command == "serve":
            serve(service)
        elif asked.command == "migrate":
            migrate.main(service)
        else:
            try:
                print(asyncio.run(_act(service, asked)))
            except (waiting.NothingThere, waiting.NotReplayable, BadEvent) as error:
                sys.exit(f"{type(error).__name__}: {error}")

    return main
