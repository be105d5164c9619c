"""One compose project of its own: nothing of the caller's settings or of an operator's .env."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
SERVICES = ("ideas", "budgets", "volunteers", "reporting")
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "XDG_RUNTIME_DIR")


class Failed(Exception):
    """A command ended with an error, or took too long; the message has the end of its output."""


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Project:
    """`docker compose` under a name of its own, on a port of its own."""

    name: str
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """The front door's address, without a slash at the end."""
        return f"https://localhost:{self.port}"

    def run(self, *arguments: str, within: float = 120) -> str:
        """`docker compose …`; its output; raises Failed."""
        started = time.monotonic()
        process = subprocess.Popen(
            ["docker", "compose", "-p", self.name, "--env-file", os.devnull, *arguments],
            cwd=ROOT,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            output, _ = process.communicate(timeout=within)
        except subprocess.TimeoutExpired as late:
            process.terminate()
            output, _ = process.communicate()
            raise Failed(
                f"compose {arguments[0]} took over {within:.0f} s:\n{_end(output)}"
            ) from late
        if process.returncode:
            took = time.monotonic() - started
            raise Failed(
                f"compose {' '.join(arguments)} ended with {process.returncode} "
                f"after {took:.0f} s:\n{_end(output)}"
            )
        return output

    def containers(self) -> dict[str, dict[str, Any]]:
        """What the engine knows of every container of the project, by service."""
        ids = docker("ps", "--all", "--quiet", "--filter", f"label={self._label}").split()
        found = json.loads(docker("inspect", *ids)) if ids else []
        return {it["Config"]["Labels"]["com.docker.compose.service"]: it for it in found}

    def left_over(self) -> list[str]:
        """Every container, volume and network that still bears the project's name."""
        kinds: tuple[tuple[str, Sequence[str]], ...] = (
            ("container", ("ps", "--all", "--format", "{{.Names}}")),
            ("volume", ("volume", "ls", "--format", "{{.Name}}")),
            ("network", ("network", "ls", "--format", "{{.Name}}")),
        )
        return [
            f"{kind} {name}"
            for kind, command in kinds
            for name in docker(*command, "--filter", f"label={self._label}").split()
        ]

    @property
    def _label(self) -> str:
        return f"com.docker.compose.project={self.name}"

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        kept |= {name: value for name, value in os.environ.items() if name.startswith("DOCKER_")}
        return kept | {"CIVIC_HTTPS_PORT": str(self.port), "COMPOSE_PROGRESS": "plain"}


def docker(*arguments: str) -> str:
    """`docker …`; its output; raises Failed."""
    done = subprocess.run(
        ["docker", *arguments], check=False, capture_output=True, text=True, timeout=60
    )
    if done.returncode:
        raise Failed(f"docker {arguments[0]}: {_end(done.stderr)}")
    return done.stdout


def _end(output: str) -> str:
    return "\n".join(output.splitlines()[-25:])
