"""Where the time of a run goes: between the processes, and between the libraries in ours."""

from __future__ import annotations

import cProfile
import os
import pstats
import sysconfig
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGES = Path(sysconfig.get_path("purelib"))
STANDARD = Path(sysconfig.get_path("stdlib"))
TICKS = os.sysconf("SC_CLK_TCK")
MOST = 12


@dataclass(frozen=True, slots=True)
class Profile:
    """Processor seconds by process; shares of what was seen in ours, by library and function.

    The profiler slows calls of Python functions down, so shares are a guide and no measurement; the
    seconds of the other processes are not touched by it.
    """

    rate: float
    seconds: Mapping[str, float]
    libraries: Mapping[str, float]
    functions: Mapping[str, float]

    def as_markdown(self) -> str:
        """Three tables."""
        whole = sum(self.seconds.values())
        parts = [_table("process", {name: one / whole for name, one in self.seconds.items()})]
        parts += [_table("library", self.libraries), _table("function", self.functions)]
        return "\n".join(parts)


async def _nothing() -> None:
    return


async def profiled(
    run: Callable[[], Awaitable[float]],
    servers: Mapping[str, int],
    *,
    prepare: Callable[[], Awaitable[None]] = _nothing,
) -> Profile:
    """Runs something three times: to warm up, to count processor time, under the profiler.

    ``servers`` are the ids of the other processes; ``prepare`` comes before each run, unwatched.
    """
    await prepare()
    await run()
    await prepare()
    before = {name: cpu_seconds(pid) for name, pid in servers.items()}
    began = _own_seconds()
    rate = await run()
    seconds = {"this process": _own_seconds() - began}
    seconds |= {name: cpu_seconds(pid) - before[name] for name, pid in servers.items()}
    await prepare()
    profiler = cProfile.Profile()
    profiler.enable()
    try:
        await run()
    finally:
        profiler.disable()
    libraries, functions = _shares(pstats.Stats(profiler))
    return Profile(rate, seconds, libraries, functions)


def cpu_seconds(pid: int) -> float:
    """Processor seconds of a process and its children, as far as they live or were waited for."""
    children = [
        int(stat.parent.name)
        for stat in Path("/proc").glob("[0-9]*/stat")
        if (fields := _stat(stat)) and int(fields[1]) == pid
    ]
    own = _stat(Path(f"/proc/{pid}/stat"))
    ticks = sum(int(field) for field in own[11:15]) if own else 0
    return ticks / TICKS + sum(cpu_seconds(child) for child in children)


def _stat(file: Path) -> list[str]:
    """The fields behind the command's name; none where the process has gone."""
    try:
        return file.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _own_seconds() -> float:
    times = os.times()
    return times.user + times.system


def _shares(stats: pstats.Stats) -> tuple[Mapping[str, float], Mapping[str, float]]:
    libraries: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    entries = stats.stats  # type: ignore[attr-defined]  # not in the stubs, though documented
    for (file, _, name), (_, _, own, _, _) in entries.items():
        library = _library(file, name)
        libraries[library] += own
        functions[f"`{library}` {name.replace('|', '')}"] += own
    whole = sum(libraries.values())
    return tuple(  # type: ignore[return-value]  # two of them
        {name: seconds / whole for name, seconds in found.most_common(MOST)}
        for found in (libraries, functions)
    )


def _library(file: str, name: str) -> str:
    """The package that a function belongs to; what is in C says so in its name, if at all."""
    path = Path(file)
    if path.is_relative_to(PACKAGES):
        return path.relative_to(PACKAGES).parts[0]
    if path.is_relative_to(STANDARD):
        return "standard library"
    if "/src/" in file:
        return file.rpartition("/src/")[2].split("/")[0]
    known = ("asyncpg", "uvloop", "pydantic", "sqlalchemy", "hashlib", "json")
    return next((one for one in known if one in name), "built in" if file == "~" else path.stem)


def _table(first: str, shares: Mapping[str, float]) -> str:
    rows = [f"| {name} | {share:.0%} |" for name, share in shares.items()]
    return "\n".join([f"| {first} | share |", "|---|---|", *rows, ""])
