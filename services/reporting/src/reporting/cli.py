"""``civic-reporting serve|migrate|inbox …``, and ``civic-reporting rebuild``."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from typing import Any

from servicekit.collecting import collect_seldom
from servicekit.migrate import database_url
from servicekit.operations.command_line import command_line
from sqlalchemy import pool
from sqlalchemy.ext.asyncio import create_async_engine

from reporting.app import SERVICE
from reporting.rebuild.rebuilding import BATCH, Outcome, Rebuild

_kit: Callable[..., Any] = command_line(SERVICE)


def main(arguments: list[str] | None = None) -> None:
    """Runs one command; ``rebuild --check`` ends with 1 where the live read models differ."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["rebuild"]:
        sys.exit(_rebuild(given[1:]))
    _kit(given)


def _rebuild(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="civic-reporting rebuild",
        description="Fold the whole event log anew and compare the result with the live read "
        "models, row by row. The service may go on meanwhile.",
    )
    parser.add_argument("--check", action="store_true", help="end with 1 where they differ")
    parser.add_argument("--swap", action="store_true", help="put the rebuilt ones in their place")
    parser.add_argument("--batch", type=int, default=BATCH, help="events folded at once")
    asked = parser.parse_args(arguments)
    collect_seldom()
    outcome = asyncio.run(_run(database_url(), batch=asked.batch, swap=asked.swap))
    _print(outcome, swapped=asked.swap)
    return 1 if asked.check and outcome.differs else 0


async def _run(url: str, *, batch: int, swap: bool) -> Outcome:
    engine = create_async_engine(url, poolclass=pool.NullPool)
    try:
        return await Rebuild(engine, batch=batch).run(swap=swap)
    finally:
        await engine.dispose()


def _print(outcome: Outcome, *, swapped: bool) -> None:
    for found in outcome.differs:
        print(f"{found.table}: {found.rows} rows are only {found.only_in}, such as")
        for row in found.first:
            print(f"  {json.dumps(row, ensure_ascii=False, sort_keys=True)}")
    state = "differs" if outcome.differs else "is equal"
    print(
        f"rebuild: {outcome.events} events up to position {outcome.position}, "
        f"{outcome.seconds:.1f} s; live {state}{', swapped' if swapped else ''}"
    )
