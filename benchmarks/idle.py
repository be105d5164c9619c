"""B11: the memory of four idle services beside that of four bare ones."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from civic_stack.addresses import SERVICES
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


async def run() -> list[Line]:
    """B11. Each side is alone while it is weighed; the servers are the same for both."""
    stack = Stack(WORKSPACE, name=f"bench-{os.getpid()}")
    async with stack:
        ours = await _weighed(stack[service].pid or 0 for service in SERVICES)
        for service in SERVICES:
            await stack[service].stop()
        theirs = await _bare_services(stack)
    ratio = ours / theirs
    return [
        Line(
            code="B11",
            what="the four services idle, memory (PSS)",
            measured=f"{ours:.0f} MB",
            reference=f"four bare FastAPI + asyncpg + aio-pika processes: {theirs:.0f} MB",
            ratio=f"{ratio:.2f} ×",
            reach=f"≤ {AT_MOST:g} ×",
            reached=ratio <= AT_MOST,
        )
    ]


async def _bare_services(stack: Stack) -> float:
    async with Supervisor(stack.folder.path) as supervisor:
        await supervisor.start(*(_program(stack, service) for service in SERVICES))
        return await _weighed(one.pid or 0 for one in supervisor.processes.values())


def _program(stack: Stack, service: str) -> Program:
    port = free_block(1)
    environment = base_environment() | {
        "DATABASE_URL": stack.database(service).plain,
        "BROKER_URL": stack.broker_url(service),
        "QUEUE": f"{service}.inbox",
        "PORT": str(port),
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
