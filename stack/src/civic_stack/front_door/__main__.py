"""Run the front door: python -m civic_stack.front_door --listen HOST:PORT --route NAME=URL …"""

import argparse
import asyncio
import contextlib
import signal

import uvloop

from civic_stack.front_door.connection import Connection, Door
from civic_stack.front_door.http1 import MAX_HEAD
from civic_stack.front_door.routing import Routes
from civic_stack.front_door.upstream import Pool

MAX_BODY = 10 * 1024 * 1024  # bytes


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    options = _parser().parse_args()
    host, _, port = options.listen.rpartition(":")
    routes = Routes(dict(route.split("=", 1) for route in options.route), options.home)
    door = Door(routes, Pool(), options.max_body, options.scheme)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(door, host, int(port)))


async def serve(door: Door, host: str, port: int) -> None:
    """Listen on host and port until told to stop."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    connections: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(Connection(door, reader, writer).serve())
        connections.add(task)
        task.add_done_callback(connections.discard)

    server = await asyncio.start_server(accept, host, port, limit=MAX_HEAD, backlog=512)
    await stopping.wait()
    server.close()
    for task in list(connections):
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*connections, return_exceptions=True)
    door.pool.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="civic_stack.front_door", description=__doc__)
    parser.add_argument("--listen", required=True, metavar="HOST:PORT")
    parser.add_argument("--route", action="append", default=[], metavar="NAME=URL")
    parser.add_argument("--home", default="/ideas/", help="where / leads")
    parser.add_argument("--scheme", default="http", choices=("http", "https"))
    parser.add_argument("--max-body", type=int, default=MAX_BODY, help="bytes")
    return parser


if __name__ == "__main__":
    main()
