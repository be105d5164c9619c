"""civic-stack up | status | stop: everything on this machine, without Docker."""

import argparse
import asyncio
import json
import logging
import sys
import time
from pathlib import Path

from civic_stack.addresses import DEFAULT_BASE_PORT, SERVICES
from civic_stack.one_shot import CommandFailed
from civic_stack.ports import NoFreePorts
from civic_stack.postgres_binaries import PostgresMissing
from civic_stack.privileges import CannotDropPrivileges
from civic_stack.processes import NotReady
from civic_stack.rabbitmq_binaries import RabbitMissing
from civic_stack.run_folder import AlreadyRunning, RunFolder
from civic_stack.signals import cancelled_by_signals
from civic_stack.stack import PortTaken, Stack

# What a person can do something about: told in words, without a trace.
EXPECTED = (
    *(AlreadyRunning, PortTaken, NoFreePorts, NotReady, CommandFailed),
    *(PostgresMissing, RabbitMissing, CannotDropPrivileges),
)
_STOP_WITHIN = 60.0  # seconds


def main() -> int:
    """Exit code 0 when done, 1 with the reason on standard error."""
    options = _parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="stack: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        return int(options.run(options))
    except EXPECTED as problem:
        print(f"civic-stack: {problem}", file=sys.stderr)
        return 1


def up(options: argparse.Namespace) -> int:
    """Start, say where, stay until told to stop."""
    stack = Stack(
        options.workspace,
        name=options.name,
        base_port=options.port,
        keep=options.keep,
        durable=not options.fast,
        only=options.only,
    )
    asyncio.run(_stay_up(stack))
    return 0


async def _stay_up(stack: Stack) -> None:
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
    state = RunFolder(options.workspace, options.name).recorded()
    running = state is not None
    print(json.dumps(state, indent=1) if running else f"{options.name} is not running")
    return 0 if running else 1


def stop(options: argparse.Namespace) -> int:
    """Ask the running stack to end and wait until it has."""
    folder = RunFolder(options.workspace, options.name)
    if not folder.ask_to_stop():
        print(f"{options.name} is not running")
        return 0
    until = time.monotonic() + _STOP_WITHIN
    while folder.recorded() is not None:
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
    starting.add_argument("--port", type=int, default=DEFAULT_BASE_PORT, help="base port")
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
