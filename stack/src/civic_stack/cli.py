"""civic-stack up | status | stop: everything on this machine, without Docker."""

# Only what is imported in no time, so that a wrong option or Ctrl-C is answered at once; each
# command imports what it needs.
from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from civic_contracts.topology import SERVICES

from civic_stack.options import base_port, check_workspace

if TYPE_CHECKING:
    from civic_stack.stack import Stack

_STOP_WITHIN = 60.0  # seconds


def main() -> int:
    """Exit code 0 when done, 1 with the reason on standard error, 2 for a wrong option."""
    parser = _parser()
    options = parser.parse_args()
    # While nothing is started a Ctrl-C just ends us, without a trace of what was being imported.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if options.run is up and options.only:
        check_workspace(parser, options.workspace)
    return int(options.run(options))


def up(options: argparse.Namespace) -> int:
    """Start, say where, stay until told to stop."""
    import asyncio
    import logging

    from civic_stack.expected import EXPECTED
    from civic_stack.stack import Stack, default_port

    logging.basicConfig(level=logging.INFO, format="stack: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        stack = Stack(
            options.workspace,
            name=options.name,
            base_port=options.port
            or default_port(options.workspace, options.name, keep=options.keep),
            keep=options.keep,
            durable=not options.fast,
            only=options.only,
        )
        asyncio.run(_stay_up(stack))
    except EXPECTED as problem:
        print(f"civic-stack: {problem}", file=sys.stderr)
        return 1
    return 0


async def _stay_up(stack: Stack) -> None:
    import asyncio

    from civic_stack.signals import cancelled_by_signals

    started = time.monotonic()
    try:
        with cancelled_by_signals():
            async with stack:
                took = time.monotonic() - started
                # Flushed: whoever reads a pipe waits for this line.
                print(f"up after {took:.1f} s: {stack.public_url}/", flush=True)
                await asyncio.Event().wait()
    except asyncio.CancelledError:
        print("stopped")


def status(options: argparse.Namespace) -> int:
    """Print what runs as JSON; 1 when nothing does."""
    from civic_stack.run_folder import RunFolder

    folder = RunFolder(options.workspace, options.name)
    state = folder.recorded()
    if state is not None:
        print(json.dumps(state, indent=1))
        return 0
    orphaned = "; servers of a run that was killed are still stopping" if folder.orphaned() else ""
    print(f"{options.name} is not running{orphaned}")
    return 1


def stop(options: argparse.Namespace) -> int:
    """Ask the running stack to end and wait until it has, and whatever a killed one has left."""
    from civic_stack.run_folder import RunFolder

    folder = RunFolder(options.workspace, options.name)
    if not folder.ask_to_stop() and not folder.orphaned():
        print(f"{options.name} is not running")
        return 0
    until = time.monotonic() + _STOP_WITHIN
    while folder.recorded() is not None or folder.orphaned():
        if time.monotonic() > until:
            print(f"{options.name} did not stop in {_STOP_WITHIN:g} s", file=sys.stderr)
            return 1
        time.sleep(0.1)
    return 0


def _services(text: str) -> tuple[str, ...]:
    names = tuple(name for name in text.split(",") if name)
    unknown = set(names) - set(SERVICES)
    if unknown:
        raise argparse.ArgumentTypeError(f"no such service: {', '.join(sorted(unknown))}")
    return names


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="civic-stack", description=__doc__)
    parser.add_argument("--workspace", type=Path, default=Path.cwd())
    parser.add_argument("--name", default="demo", help="data and logs go to .run/<name>/")
    commands = parser.add_subparsers(required=True)
    starting = commands.add_parser("up", help="start everything, stay until Ctrl-C")
    starting.add_argument("--port", type=base_port, help="base port: that of kept data, else 8600")
    starting.add_argument("--keep", action="store_true", help="go on with the last run's data")
    starting.add_argument("--fast", action="store_true", help="no fsync")
    starting.add_argument(
        "--only", type=_services, default=SERVICES, help="services by commas; '' for the servers"
    )
    starting.set_defaults(run=up)
    for name, run, text in (("status", status, "what runs"), ("stop", stop, "stop it")):
        commands.add_parser(name, help=text).set_defaults(run=run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
