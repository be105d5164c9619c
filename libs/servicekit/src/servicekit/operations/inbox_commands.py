"""``inbox …``: what waits, read, tried again, discarded or skipped."""

from __future__ import annotations

import argparse
import json
from typing import Any

from sqlalchemy import Row

from servicekit.operations import passing_over, waiting
from servicekit.operations.operator import Action, Operator, Refused
from servicekit.operations.waiting import Which


def add_inbox(commands: Any) -> None:
    """Adds the commands to a parser's."""
    inbox = commands.add_parser("inbox", help="held and parked events, dead messages")
    actions = inbox.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="what waits, and why; then how many")
    _filters(listing)
    listing.add_argument("--limit", type=int, default=200, help="at most so many of each")
    listing.add_argument("--json", action="store_true", help="one JSON object a line")
    show = actions.add_parser("show", help="the message as it came")
    _place(show, needed=True)
    replay = actions.add_parser("replay", help="try again: one subject or message, or many")
    _place(replay, needed=False)
    _filters(replay)
    replay.add_argument("--all", action="store_true", help="everything that waits")
    discard = actions.add_parser("discard", help="give up: one event or message, or many")
    _place(discard, needed=False)
    _filters(discard)
    skip = actions.add_parser("skip", help="go on behind what its producer no longer has")
    skip.add_argument("what", nargs="?", help="a source")
    skip.add_argument("until", type=int, nargs="?", help="the last number to be skipped")
    skip.add_argument("--missing", metavar="PRODUCER", help="all that was asked for in vain")
    for giving_up in (discard, skip):
        giving_up.add_argument("--because", required=True, help="kept in the audit log")
    named: dict[str, tuple[argparse.ArgumentParser, Action]] = {
        "list": (listing, _list),
        "show": (show, _show),
        "replay": (replay, _replay),
        "discard": (discard, _discard),
        "skip": (skip, _skip),
    }
    for parser, action in named.values():
        parser.set_defaults(act=action)


def _place(parser: argparse.ArgumentParser, *, needed: bool) -> None:
    how_often = None if needed else "?"
    parser.add_argument("what", nargs=how_often, help="a source, or a dead message's number")
    parser.add_argument("sequence", type=int, nargs="?", help="of a held event")


def _filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", help="only what waits for this reason")
    parser.add_argument("--type", help="only types that begin so: civic.budgets.award")


def _which(asked: argparse.Namespace) -> Which:
    return Which(asked.reason, asked.type)


def _number(what: str) -> str | int:
    """A buried message goes by its number, a held event by its source."""
    return int(what) if what.isdigit() else what


async def _list(operator: Operator, asked: argparse.Namespace) -> str:
    async with operator.engine.connect() as connection:
        held = await waiting.held(connection, _which(asked), asked.limit)
        buried = await waiting.buried(connection, _which(asked), asked.limit)
        counts = await waiting.counts(connection)
    if asked.json:
        rows = [{"waits": "held", **row._mapping} for row in held]
        rows += [{"waits": "dead", **row._mapping} for row in buried]
        return "\n".join(json.dumps(row, default=str) for row in rows)
    lines = [
        f"held    {row.source} {row.sequence} {row.type} {row.reason} "
        f"attempts={row.attempts} {row.detail[:120]}".rstrip()
        for row in held
    ]
    lines += [
        f"dead    {row.id} {row.reason} from {row.origin} {row.detail[:120]}" for row in buried
    ]
    return "\n".join([*lines, _sum(counts)])


def _sum(counts: Any) -> str:
    """``3 wait: 2 held poison, 1 dead malformed-envelope``, of everything, whatever was listed."""
    if not counts:
        return "nothing waits"
    of_each = ", ".join(f"{row.count} {row.waits} {row.reason}" for row in counts)
    return f"{sum(_count(row) for row in counts)} wait: {of_each}"


def _count(row: Row[Any]) -> int:
    return int(row._mapping["count"])


async def _show(operator: Operator, asked: argparse.Namespace) -> str:
    async with operator.engine.connect() as connection:
        body = await waiting.body(connection, _number(asked.what), asked.sequence or 0)
    return body.decode("utf-8", "backslashreplace")


async def _replay(operator: Operator, asked: argparse.Namespace) -> str:
    parse = operator.service.parse
    async with operator.engine.begin() as connection:
        if asked.what is None:
            _not_everything_by_accident(asked, allowed=asked.all)
            again = await waiting.try_all_again(connection, _which(asked))
            taken, left = await waiting.take_all_up_again(connection, _which(asked), parse)
            unread = f", {left} still unreadable" if left else ""
            return f"{again} held events and {taken} dead messages are tried again{unread}"
        place = _number(asked.what)
        if isinstance(place, int):
            await waiting.take_up_again(connection, place, parse)
            return f"message {place} is tried again"
        return f"{await waiting.try_again(connection, place)} held events are tried again"


async def _discard(operator: Operator, asked: argparse.Namespace) -> str:
    async with operator.engine.begin() as connection:
        if asked.what is None:
            _not_everything_by_accident(asked, allowed=False)
            gone = await passing_over.discard_all(connection, _which(asked), asked.because)
            return f"{gone} discarded"
        place = _number(asked.what)
        if isinstance(place, int):
            await passing_over.discard_buried(connection, place, asked.because)
        else:
            sequence = asked.sequence or 0
            await passing_over.discard_held(connection, place, sequence, asked.because)
    return "discarded"


async def _skip(operator: Operator, asked: argparse.Namespace) -> str:
    async with operator.engine.begin() as connection:
        if asked.missing:
            skipped = await passing_over.skip_missing(connection, asked.missing, asked.because)
        elif asked.what and asked.until:
            skipped = await passing_over.skip(connection, asked.what, asked.until, asked.because)
        else:
            raise Refused("a source and a number, or --missing PRODUCER")
    return f"{skipped} skipped"


def _not_everything_by_accident(asked: argparse.Namespace, *, allowed: bool) -> None:
    if not (allowed or asked.reason or asked.type):
        raise Refused("which? a source or number, --reason or --type")
