"""B6: Equal Shares beside pabutools, which lives in an environment of its own below .cache/."""

from __future__ import annotations

import asyncio
import json
import sys

from benchmarks.comparing import Line
from benchmarks.servers import WORKSPACE

SCRIPT = WORKSPACE / "libs" / "counting" / "benchmarks" / "ratio.py"
FASTER, LESS_MEMORY = 60, 10


async def run() -> list[Line]:
    """B6, in two lines; where the winners are not the same, neither is reached."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(SCRIPT), stdout=asyncio.subprocess.PIPE, cwd=WORKSPACE
    )
    told, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{SCRIPT.name} ended with {process.returncode}")
    found = json.loads(told.splitlines()[-1])
    same = "the same winners" if found["same_winners"] else "OTHER WINNERS"
    faster, less = found["times_faster"], found["times_less_memory"]
    return [
        Line(
            code="B6",
            what="Equal Shares with completion, 90,000 ballots on 160 projects, parse included",
            measured=f"{found['seconds']:.2f} s, {same}",
            reference=f"{found['reference']}: {found['reference_seconds']:.1f} s",
            ratio=f"{faster:.0f} × faster",
            reach=f"≥ {FASTER} ×, aim 100 ×",
            reached=found["same_winners"] and faster >= FASTER,
        ),
        Line(
            code="B6 memory",
            what="the same, memory at its highest",
            measured=f"{found['megabytes']} MB",
            reference=f"{found['reference']}: {found['reference_megabytes']} MB",
            ratio=f"1/{less:.0f}",
            reach=f"≤ 1/{LESS_MEMORY}",
            reached=found["same_winners"] and less >= LESS_MEMORY,
        ),
    ]
