"""The fault table of docs/guarantees.md: one line a row, that of its largest dose.

A smaller dose that passes leaves the line as it is; one that fails, or is as large, replaces it.
"""

from __future__ import annotations

import fcntl
import os
import platform
import re
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from civic_stack.postgres_binaries import find_programs
from civic_stack.rabbitmq_binaries import find_on_machine
from harness.fault_table import Finding, Row

BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
HEADING = (
    "| row | fault | asked | ran | lost | doubled | measured | must hold | result | date |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


ALL_ROWS = "All rows in a short dose: "
PASSED, SO_FAR = "passed", "passed so far"


def write(page: Path, row: Row, asked: int, finding: Finding) -> None:
    """Puts what a row found into the page; the other rows keep their lines."""
    _rewrite(page, lambda text: changed(text, row, asked, finding))


def write_summary(page: Path, told: str, minutes: float) -> None:
    """Puts the last line of a run of all rows into the page, above the table."""
    _rewrite(page, lambda text: summed_up(text, f"{told}; {minutes:.1f} min, {_today()}."))


def _rewrite(page: Path, change: Callable[[str], str]) -> None:
    with page.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        text = change(file.read())
        file.seek(0)
        file.truncate()
        file.write(text)


def changed(text: str, row: Row, asked: int, finding: Finding) -> str:
    """The page with a row's line, lines in the order of their names."""
    summary, lines = _found(text)
    newest = line(row, asked, finding)
    if row.key not in lines or not _says_more(lines[row.key], newest):
        lines[row.key] = newest
    return _with(text, summary, lines)


def summed_up(text: str, told: str) -> str:
    """The page with what a run of all rows told."""
    _, lines = _found(text)
    return _with(text, f"{ALL_ROWS}{told}", lines)


def _found(text: str) -> tuple[str, dict[str, str]]:
    inside = text.partition(BEGIN)[2].partition(END)[0].splitlines()
    summary = next((one for one in inside if one.startswith(ALL_ROWS)), "")
    return summary, {one.split("`")[1]: one for one in inside if one.startswith("| `")}


def _with(text: str, summary: str, lines: Mapping[str, str]) -> str:
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    told = [f"Machine: {machine()}.", *([summary] if summary else [])]
    table = "\n".join([*told, "", HEADING, *(lines[key] for key in sorted(lines))])
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def _says_more(older: str, newer: str) -> bool:
    """Whether both passed, and the older line is of the larger dose."""
    (ran_before, result_before), (ran, result) = _outcome(older), _outcome(newer)
    return ran_before > ran and {result_before, result} <= {PASSED, SO_FAR}


def _outcome(one: str) -> tuple[int, str]:
    cells = [cell.strip() for cell in one.split("|")]
    ran = re.match(r"[\d,]+", cells[4])
    return int(ran[0].replace(",", "")) if ran else 0, cells[-3]


def line(row: Row, asked: int, finding: Finding) -> str:
    """One line of the table."""
    why = "; ".join(finding.why[:3]).replace("|", "/").replace("\n", " ")[:300]
    result = PASSED if finding.passed else f"**failed**: {why}"
    if finding.passed and not finding.did.startswith(f"{asked}"):
        result = SO_FAR
    cells = (
        f"`{row.key}`",
        row.title,
        f"{asked:,}",
        finding.did,
        str(finding.lost),
        str(finding.doubled),
        finding.measured or "–",
        row.passes,
        result,
        _today(),
    )
    return "| " + " | ".join(cells) + " |"


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def machine() -> str:
    """Cores, memory and versions of what the run stands on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}, PostgreSQL {_postgres()}, RabbitMQ {_rabbitmq()}"
    )


def _postgres() -> str:
    told = subprocess.run(
        [find_programs() / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    return told.stdout.split()[2]


def _rabbitmq() -> str:
    found = find_on_machine()
    return found.server.parents[1].name.partition("-")[2] if found else "of the distribution"
