"""Where RabbitMQ comes from: the machine, or the distribution's packages unpacked, or Docker."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

CHOICE = "CIVIC_STACK_RABBITMQ"
CHOICES = ("system", "unpacked", "docker")


class RabbitMissing(Exception):
    """No usable RabbitMQ; the message names the choices."""


@dataclass(frozen=True)
class Installation:
    """A RabbitMQ that can be started: its server script and where its `erl` is found."""

    server: Path
    search_path: str
    library_path: str = ""


@dataclass(frozen=True)
class InDocker:
    """A RabbitMQ that runs in a container."""


Source = Installation | InDocker


def find_on_machine() -> Installation | None:
    """The machine's own package: the server script itself, not the wrapper that drops rights."""
    found = sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))
    if not found or shutil.which("erl") is None:
        return None
    return Installation(found[-1], os.environ.get("PATH", "/usr/bin:/bin"))


def chosen() -> str:
    """The choice by environment, empty for none; raises RabbitMissing for an unknown one."""
    choice = os.environ.get(CHOICE, "")
    if choice and choice not in CHOICES:
        raise RabbitMissing(f"{CHOICE} must be one of {', '.join(CHOICES)}, not {choice!r}")
    return choice
