"""``python -m fuzz``: generated requests to the services of a stack of their own.

``--requests N`` for each service (2,000 by default, 100,000 is the full dose), names say which
services, ``--seed N`` makes other requests. It ends with 1 where any answer was a fault of ours.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import time
from pathlib import Path

from civic_contracts.topology import SERVICES

sys.path.insert(0, str(Path(__file__).parents[1]))

from civic_demo.cases import CASES
from civic_demo.play import Play
from civic_stack.signals import cancelled_by_signals
from civic_stack.stack import Stack
from fuzz.running import faults_logged, fuzz
from harness.personas import client_of

ROOT = Path(__file__).parents[3]
SHOWN = 20


async def play(stack: Stack) -> None:
    """The city and the choir, so that there is something to be asked about."""
    client = client_of(stack)
    try:
        await Play(client).run([case for case in CASES if case.name in {"city", "choir"}])
    finally:
        await client.aclose()


async def run(services: list[str], requests: int, seed: int, minutes: float) -> int:
    """Fuzzes the services one after the other; returns how much was wrong."""
    with cancelled_by_signals():
        return await _run(services, requests, seed, minutes)


async def _run(services: list[str], requests: int, seed: int, minutes: float) -> int:
    wrong, until = 0, time.monotonic() + minutes * 60
    async with Stack(ROOT, name="fuzz", durable=False) as stack:
        await play(stack)
        for service in services:
            began = time.monotonic()
            found = await fuzz(stack, service, requests, seed, until)
            logged = faults_logged(stack.folder.path, service)
            for line in [*found.wrong[:SHOWN], *logged[:SHOWN]]:
                print(f"  {line}")
            print(
                f"{found.line(service)}, {time.monotonic() - began:.0f} s, seed {seed}", flush=True
            )
            wrong += len(found.wrong) + len(logged)
    return wrong


def main() -> int:
    """0 when nothing was wrong."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("services", nargs="*", default=[*SERVICES])
    parser.add_argument("--requests", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="no longer than this")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    wrong = asyncio.run(run(asked.services, asked.requests, asked.seed, asked.minutes))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
