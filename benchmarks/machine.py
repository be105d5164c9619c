"""The machine that figures were measured on."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

from civic_stack.postgres_binaries import find_programs
from civic_stack.rabbitmq_source import find_rabbitmq

from benchmarks.servers import WORKSPACE

LIBRARIES = ("aio-pika", "aiormq", "asyncpg", "faststream", "pydantic", "sqlalchemy", "uvloop")


async def described() -> str:
    """Processor, memory, servers, Python and the libraries that count, in a few lines."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return "\n".join(
        [
            f"- {os.cpu_count()} cores ({_processor()}), {gigabytes:.0f} GB, {platform.system()} "
            f"{platform.release()}; servers, both sides and whatever else runs share them",
            f"- {_postgres()} with fsync, RabbitMQ {await _rabbitmq()} with quorum queues",
            f"- Python {platform.python_version()}, {libraries}",
        ]
    )


def _processor() -> str:
    found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return found[1].strip() if found else platform.machine()


def _postgres() -> str:
    program = find_programs() / "postgres"
    told = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
    return told.stdout.strip().replace("postgres (PostgreSQL)", "PostgreSQL").split(" (")[0]


async def _rabbitmq() -> str:
    source = await find_rabbitmq(WORKSPACE / ".cache")
    found = re.search(r"rabbitmq_server-([\d.]+)", str(source))
    return found[1] if found else "in a container"
