"""The fault table of docs/guarantees.md: one line a row, with the date of its last run."""

from __future__ import annotations

import fcntl
import os
import platform
import subprocess
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


def write(page: Path, row: Row, asked: int, finding: Finding) -> None:
    """Puts a row's newest line into the page; the other rows keep theirs."""
    with page.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        text = changed(file.read(), row, asked, finding)
        file.seek(0)
        file.truncate()
        file.write(text)


def changed(text: str, row: Row, asked: int, finding: Finding) -> str:
    """The page with a row's line replaced, lines in the order of their names."""
    before, _, rest = text.partition(BEGIN)
    inside, _, after = rest.partition(END)
    lines = {}
    for one in inside.splitlines():
        if one.startswith("| `"):
            lines[one.split("`")[1]] = one
    lines[row.key] = line(row, asked, finding)
    table = "\n".join(
        [f"Machine: {machine()}.", "", HEADING, *(lines[key] for key in sorted(lines))]
    )
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def line(row: Row, asked: int, finding: Finding) -> str:
    """One line of the table."""
    why = "; ".join(finding.failures[:3]).replace("|", "/").replace("\n", " ")[:300]
    result = "passed" if finding.passed else f"**failed**: {why}"
    if finding.passed and not finding.did.startswith(f"{asked}"):
        result = "passed so far"
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
        datetime.now(UTC).date().isoformat(),
    )
    return "| " + " | ".join(cells) + " |"


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
