"""The table of results: lines of this run replace their predecessors, the others stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.comparing import Line

FILE = Path(__file__).parent / "results.md"
PROFILES = Path(__file__).parent / "profiles.md"

HEAD = """\
# How fast it is

Every figure stands beside a reference that was measured by turns with it in the same run, and is
the median of five. [What is compared with what, and why so](README.md) · [where the time
goes](profiles.md). `make bench` measures everything again, `make bench ARGS="B1 B2"` some.

{machine}

| # | what | measured | reference, measured | ratio | reach | on | |
|---|---|---|---|---|---|---|---|
"""

PROFILES_HEAD = """\
# Where the time goes

`make bench ARGS="B1 B2 B4 --profile"` writes this page. Shares of processes are of processor time,
counted by the kernel. Shares of libraries and functions are of our own process and come from a
profiler that slows Python functions down more than those in C: a guide, no measurement.
"""


def write(lines: Sequence[Line], machine: str) -> str:
    """Writes the table with these lines; returns them as they stand in it."""
    today = datetime.now(UTC).date().isoformat()
    fresh = {line.code: _row(line, today) for line in lines}
    rows = {_code(row): row for row in _rows()} | fresh
    table = "\n".join(rows[code] for code in sorted(rows, key=_order))
    FILE.write_text(HEAD.format(machine=machine) + table + "\n", encoding="utf-8")
    return "\n".join(fresh.values())


def write_profile(code: str, found: str) -> None:
    """Writes one benchmark's profile; those of the others stay."""
    today = datetime.now(UTC).date().isoformat()
    text = PROFILES.read_text(encoding="utf-8") if PROFILES.exists() else PROFILES_HEAD
    known = {part.split(",")[0]: part for part in text.split("\n## ")[1:]}
    known[code] = f"{code}, {today}\n\n{found}"
    parts = [PROFILES_HEAD.rstrip("\n"), *(known[one].strip() for one in sorted(known))]
    PROFILES.write_text("\n\n## ".join(parts) + "\n", encoding="utf-8")


def _rows() -> Iterable[str]:
    if not FILE.exists():
        return []
    return [row for row in FILE.read_text(encoding="utf-8").splitlines() if row.startswith("| B")]


def _code(row: str) -> str:
    return row.split("|")[1].strip()


def _order(code: str) -> tuple[int, str]:
    return int(re.findall(r"\d+", code)[0]), code


def _row(line: Line, today: str) -> str:
    *told, reached = astuple(line)
    outcome = ("reached" if reached else "not reached") if line.reach else ""
    return f"| {' | '.join([*told, today, outcome])} |"
