"""B11: the memory of four idle services beside that of four bare ones."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from civic_contracts.topology import SERVICES
from civic_stack.environments import base_environment
from civic_stack.ports import LOOPBACK, free_block
from civic_stack.probes import http_ok
from civic_stack.processes import Program, Supervisor
from civic_stack.stack import Stack

from benchmarks.comparing import ROUNDS, Line
from benchmarks.servers import WORKSPACE

SETTLE_SECONDS = 10
APART_SECONDS = 1
AT_MOST = 1.5

# What the services stand on beside what the bare ones have.
FRAME = ("sqlalchemy.ext.asyncio", "faststream.rabbit")
LIBRARIES = (
    *FRAME,
    *("httpx", "authlib.oauth2.rfc7636", "joserfc.jwt", "joserfc.jwe"),
    *("pydantic_settings", "jinja2", "babel.support", "structlog", "prometheus_client"),
)

# Structlog and httpx load it where they find it. Developers have it; no deployment does.
DEVELOPERS_TOOL = "rich"


async def run() -> list[Line]:
    """B11. Each side is alone while it is weighed; the servers are the same for all."""
    with TemporaryDirectory() as hiding:
        deployed = _as_deployed(Path(hiding))
        stack = Stack(
            WORKSPACE,
            name=f"bench-{os.getpid()}",
            environment=dict.fromkeys(SERVICES, deployed),
        )
        async with stack:
            ours = await _weighed(stack[service].pid or 0 for service in SERVICES)
            for service in SERVICES:
                await stack[service].stop()
            bare, frame, libraries = [
                await _bare_services(stack, deployed | {"LOADED": " ".join(modules)})
                for modules in ((), FRAME, LIBRARIES)
            ]
    what = "the four services idle, memory (PSS)"
    with_frame = "the bare four with SQLAlchemy and FastStream imported"
    with_all = "the bare four with every library of the services imported"
    line = _line("B11", what, ours, bare)
    reached = ours / bare <= AT_MOST
    return [
        replace(line, reach=f"≤ {AT_MOST:g} ×", reached=reached),
        _line("B11, floor of the frame", with_frame, frame, bare),
        _line("B11, floor of the libraries", with_all, libraries, bare),
    ]


def _as_deployed(folder: Path) -> dict[str, str]:
    """An environment in which a process finds no more libraries than a deployed one."""
    said = f"raise ImportError('{DEVELOPERS_TOOL} is not deployed')\n"
    (folder / f"{DEVELOPERS_TOOL}.py").write_text(said, encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


def _line(code: str, what: str, found: float, bare: float) -> Line:
    return Line(
        code=code,
        what=what,
        measured=f"{found:.0f} MB",
        reference=f"four bare FastAPI + asyncpg + aio-pika processes: {bare:.0f} MB",
        ratio=f"{found / bare:.2f} ×",
    )


async def _bare_services(stack: Stack, environment: Mapping[str, str]) -> float:
    async with Supervisor(stack.folder.path) as supervisor:
        await supervisor.start(*(_program(stack, service, environment) for service in SERVICES))
        return await _weighed(one.pid or 0 for one in supervisor.processes.values())


def _program(stack: Stack, service: str, further: Mapping[str, str]) -> Program:
    port = free_block(1)
    environment = base_environment() | {
        "DATABASE_URL": stack.database(service).plain,
        "BROKER_URL": stack.broker_url(service),
        "QUEUE": f"{service}.inbox",
        "PORT": str(port),
        **further,
    }
    return Program(
        name=f"bare-{service}",
        command=(sys.executable, "-m", "benchmarks.bare_service"),
        ready=http_ok(f"http://{LOOPBACK}:{port}/"),
        environment=environment,
        folder=WORKSPACE,
    )


async def _weighed(pids: Iterable[int]) -> float:
    """The memory of processes in MB once they are idle: what is shared counts once, by parts."""
    processes = list(pids)
    await asyncio.sleep(SETTLE_SECONDS)
    found = []
    for _ in range(ROUNDS):
        found.append(sum(map(_proportional, processes)) / 1024)
        await asyncio.sleep(APART_SECONDS)
    return median(found)


def _proportional(pid: int) -> int:
    """The proportional set size of a process, in kB."""
    told = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    if told is None:
        raise RuntimeError("the kernel does not say how much memory a process has to itself")
    return int(told[1])
