"""``python -m faults`` runs rows of the fault table and writes docs/guarantees.md.

``--dose short|full|<factor of short>`` or ``--times N`` says how much, names say which rows (all by
default; ``planted`` for the planted defects). ``--seed N`` replays a run, ``--resume FILE`` goes on
with one that was ended, ``--minutes N`` begins no further part after so long.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import logging
import os
import pkgutil
import shutil
import sys
import time
import traceback
from collections.abc import Collection
from pathlib import Path

from civic_stack.signals import cancelled_by_signals

sys.path.insert(0, str(Path(__file__).parents[1]))

from harness.example_world import ROOT, Worlds
from harness.fault_state import State
from harness.fault_table import ROWS, Dose, Finding, Row
from harness.guarantees import write, write_summary

PAGE = ROOT / "docs" / "guarantees.md"


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="faults", description=__doc__)
    parser.add_argument("rows", nargs="*", help="names of rows; all by default")
    parser.add_argument("--dose", default="short", help="short, full, or a factor of short")
    parser.add_argument("--times", type=int, help="how often each row runs, whatever the dose")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", type=Path, help="where the run's progress is kept")
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--list", action="store_true", help="only show the rows")
    return parser.parse_args()


def load_rows() -> None:
    """Imports every module of rows, which declares them."""
    import faults

    for module in pkgutil.iter_modules(faults.__path__):
        if not module.ispkg and not module.name.startswith(("__", "test_")):
            importlib.import_module(f"faults.{module.name}")


def times(row: Row, asked: argparse.Namespace) -> int:
    """How often a row is to run."""
    dose: str = asked.dose
    if asked.times:
        return int(asked.times)
    if dose in {"short", "full"}:
        return (row.short or row.full) if dose == "short" else row.full
    return max(1, round((row.short or row.full) * float(dose)))


def is_wanted(row: Row, asked: argparse.Namespace) -> bool:
    """Named ones; all where none is named, but without running those that have no short dose."""
    if asked.rows:
        return row.key in asked.rows
    return asked.list or row.short > 0 or asked.dose == "full"


async def run_row(row: Row, dose: Dose) -> Finding:
    """One row; whatever it raises is what it found."""
    try:
        return await row.run(dose)
    except Exception as error:
        traceback.print_exc()
        sums = dose.state.of(row.key)
        why = f"{type(error).__name__}: {error}".splitlines()[0]
        return Finding(f"{sums.done}", sums.lost, sums.doubled, [*sums.failures, why], "")


async def run(asked: argparse.Namespace, rows: list[Row]) -> int:
    """Runs rows one after another; the exit code."""
    folder = ROOT / ".run" / f"faults-{os.getpid()}"
    worlds = Worlds(folder)
    state = State(asked.resume)
    until = time.monotonic() + asked.minutes * 60
    found: dict[str, Finding] = {}
    run_began = time.monotonic()
    with cancelled_by_signals():
        try:
            for row in rows:
                number = times(row, asked)
                dose = Dose(row.key, number, asked.seed, state, folder, worlds, until)
                began = time.monotonic()
                finding = found[row.key] = await run_row(row, dose)
                print(line(row, finding, time.monotonic() - began), flush=True)
                write(PAGE, row, number, finding)
        finally:
            await worlds.end()
    told = _totals(found.values())
    if not asked.rows and asked.dose == "short" and not asked.times:
        write_summary(PAGE, told, (time.monotonic() - run_began) / 60)
    print(f"faults: {told}")
    if not all(finding.passed for finding in found.values()):
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def _totals(found: Collection[Finding]) -> str:
    failed = sum(not finding.passed for finding in found)
    lost = sum(finding.lost for finding in found)
    doubled = sum(finding.doubled for finding in found)
    return f"{len(found)} rows, {failed} failed, {lost} lost, {doubled} doubled"


def line(row: Row, finding: Finding, seconds: float) -> str:
    """What is printed of a row that has run."""
    words = "passed" if finding.passed else "FAILED " + " | ".join(finding.why)
    return (
        f"{row.key}: {finding.did}; lost {finding.lost}, doubled {finding.doubled}; "
        f"{finding.measured}; {words} ({seconds:.0f} s)"
    )


def main() -> None:
    """The command line."""
    asked = arguments()
    # That a process has ended and is started again is what is done here all the time.
    logging.getLogger("civic_stack").setLevel(logging.ERROR)
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("faults").setLevel(logging.INFO)
    load_rows()
    unknown = set(asked.rows) - set(ROWS)
    if unknown:
        sys.exit(f"no such row: {', '.join(sorted(unknown))}")
    rows = [row for row in ROWS.values() if is_wanted(row, asked)]
    if asked.list:
        for row in rows:
            short = f"{row.short:,}, " if row.short else ""
            print(f"{row.key}: {row.title} ({short}full {row.full:,}); {row.passes}")
        return
    sys.exit(asyncio.run(run(asked, rows)))


if __name__ == "__main__":
    main()
