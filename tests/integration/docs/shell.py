"""The shell in which the pages' commands are typed: what it finds on its path."""

import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from civic_stack.postgres_binaries import find_programs
from running_service import run

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Shell:
    """bash in a folder, with PostgreSQL's programs, curl and the kept commands on its path."""

    folder: Path

    @property
    def path(self) -> str:
        """PostgreSQL's own programs before the machine's: a dump wants its server's version."""
        return f"{self.folder}/bin:{find_programs()}:/usr/local/bin:/usr/bin:/bin"

    async def type(self, command: str, environment: Mapping[str, str]) -> str:
        """What a command prints."""
        there = {**environment, "PATH": self.path}
        _, output = await run("bash", "-c", command, environment=there, folder=self.folder)
        return output


def shell_in(folder: Path) -> Shell:
    """A shell with a folder to work in; where the machine has no curl, something stands in."""
    (folder / "bin").mkdir()
    shell = Shell(folder)
    if shutil.which("curl", path=shell.path) is None:
        _script(folder / "bin" / "curl", HERE / "stand_in_curl.py")
    return shell


@contextmanager
def kept_loaded(command: str, shell: Shell, setting: str = "") -> Iterator[None]:
    """Has a shell know ``command``, loaded once; ``setting`` is its own alone."""
    name = f"civic-{secrets.token_hex(8)}"
    serving = subprocess.Popen(
        [sys.executable, str(HERE / "warm_command.py"), "serve", name, command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        if serving.stdout is None or serving.stdout.readline() != "ready\n":
            raise RuntimeError(f"{command} cannot be loaded")
        script = HERE / "warm_command.py"
        _script(shell.folder / "bin" / command, script, "call", name, setting=setting)
        yield
    finally:
        serving.terminate()
        serving.communicate()


def _script(place: Path, program: Path, *arguments: str, setting: str = "") -> None:
    # -I -S: nothing of this interpreter's packages is needed, and it starts at once.
    words = [sys.executable, "-I", "-S", str(program), *arguments]
    quoted = " ".join(f"'{word}'" for word in words)
    before = f"export {setting}\n" if setting else ""
    place.write_text(f'#!/bin/sh\n{before}exec {quoted} "$@"\n')
    place.chmod(0o755)
