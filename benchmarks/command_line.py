"""`python -m benchmarks [B1 B2 …] [--profile]`: measures, prints, and writes results.md."""

from __future__ import annotations

import argparse
import logging
from collections.abc import Awaitable, Callable, Mapping

import structlog
import uvloop
from servicekit.collecting import collect_seldom

from benchmarks import consuming, counting, idle, latency, machine, rebuilding, relay, results
from benchmarks.comparing import Line
from benchmarks.profiling import Profile

BENCHMARKS: Mapping[str, Callable[[], Awaitable[list[Line]]]] = {
    "B1": relay.run,
    "B2": consuming.run_beside_bare,
    "B3": consuming.run_beside_one_by_one,
    "B4": latency.run,
    "B5": rebuilding.run,
    "B5-million": rebuilding.run_million,
    "B6": counting.run,
    "B11": idle.run,
}
PROFILES: Mapping[str, Callable[[], Awaitable[Profile]]] = {
    "B1": relay.profile,
    "B2": consuming.profile,
    "B4": latency.profile,
}


def main() -> int:
    """Runs what is asked for, everything by default; 1 where a reach was not met."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("codes", nargs="*", metavar="B1", help=", ".join(BENCHMARKS))
    parser.add_argument("--profile", action="store_true", help="write profiles.md instead")
    asked = parser.parse_args()
    known = PROFILES if asked.profile else BENCHMARKS
    unknown = set(asked.codes) - known.keys()
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))} among {', '.join(known)}")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    # As every process of a service does; the references run in the same process.
    collect_seldom()
    codes = asked.codes or list(known)
    return uvloop.run(_profile(codes) if asked.profile else _measure(codes))


async def _measure(codes: list[str]) -> int:
    description = await machine.described()
    reached = True
    for code in codes:
        lines = await BENCHMARKS[code]()
        # Written after each: what was measured is kept, whatever becomes of the next.
        print(results.write(lines, description), flush=True)
        reached &= all(line.reached for line in lines)
    return 0 if reached else 1


async def _profile(codes: list[str]) -> int:
    for code in codes:
        found = (await PROFILES[code]()).as_markdown()
        results.write_profile(code, found)
        print(f"{code}\n{found}", flush=True)
    return 0
