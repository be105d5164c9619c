"""RabbitMQ from Debian's or Ubuntu's packages, unpacked below the workspace and not installed.

apt fetches the packages into a state of its own and checks the distribution's signatures with the
machine's keys; nothing of the machine's package database is touched and no root is needed.
"""

import asyncio
import fcntl
import logging
import os
import re
import shutil
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from civic_stack.rabbitmq_binaries import Installation, RabbitMissing

LOG = logging.getLogger("civic_stack")

_TOOLS = ("apt-get", "dpkg", "dpkg-query")
_DONE = "complete"
# `erl` as Debian ships it knows only its installed place.
_ERL = """\
#!/bin/sh
export ROOTDIR={root}/usr/lib/erlang EMU=beam PROGNAME=erl
export BINDIR=$(echo "$ROOTDIR"/erts-*/bin)
exec "$BINDIR/erlexec" "$@"
"""


def can_unpack() -> bool:
    """Whether this machine has Debian's tools for it."""
    return all(shutil.which(tool) for tool in _TOOLS)


async def unpack(cache: Path) -> Installation:
    """Fetch and unpack once (about 60 MB) into `cache`/rabbitmq; raises RabbitMissing.

    Another process doing the same is waited for.
    """
    folder = cache / "rabbitmq"
    async with _alone(cache / "rabbitmq.lock"):
        if not (folder / _DONE).exists():
            shutil.rmtree(folder, ignore_errors=True)
            await _Apt(folder).fetch_into(folder / "root")
            _write_erl(folder)
            (folder / _DONE).touch()
    return _installation(folder)


@asynccontextmanager
async def _alone(file: Path) -> AsyncIterator[None]:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as lock:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        yield


def _installation(folder: Path) -> Installation:
    root = (folder / "root").resolve()
    servers = list(root.glob("usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"))
    if not servers:
        raise RabbitMissing(f"the packages unpacked in {folder} hold no RabbitMQ; remove it")
    path = (
        f"{folder.resolve() / 'bin'}:{root / 'usr/bin'}:{os.environ.get('PATH', '/usr/bin:/bin')}"
    )
    return Installation(servers[0], path, _library_folders(root))


def _library_folders(root: Path) -> str:
    """Where libraries that the machine lacked were unpacked, for LD_LIBRARY_PATH."""
    folders = {file.parent for file in root.glob("**/lib*.so*") if "erlang" not in file.parts}
    return ":".join(sorted(str(folder) for folder in folders))


def _write_erl(folder: Path) -> None:
    erl = folder / "bin" / "erl"
    erl.parent.mkdir()
    erl.write_text(_ERL.format(root=folder.resolve() / "root"), encoding="utf-8")
    erl.chmod(erl.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


class _Apt:
    """apt-get with a state and a cache of our own."""

    def __init__(self, folder: Path) -> None:
        self._own = own = folder.resolve() / "apt"
        empty = own / "nothing-installed"
        for part in ("state/lists/partial", "cache/archives/partial", "packages"):
            (own / part).mkdir(parents=True)
        empty.touch()
        options = {
            "Dir::State": own / "state",
            # As if nothing were installed: the answer names every package that is needed.
            "Dir::State::status": empty,
            "Dir::Cache": own / "cache",
            "Dir::Log": own,
            "Debug::NoLocking": "1",
            # No switching to another user: it could not write here.
            "APT::Sandbox::User": "",
            "APT::Install-Recommends": "0",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
            # Hooks of the machine (docker-clean among them) are for installing.
            "APT::Update::Post-Invoke": "",
        }
        self._command = ["apt-get", "-q"]
        for name, value in options.items():
            self._command += ["-o", f"{name}={value}"]

    async def fetch_into(self, root: Path) -> None:
        """Bring RabbitMQ and what it needs into `root`, then tidy up."""
        LOG.info("fetching RabbitMQ from this distribution's packages (about 60 MB, once)")
        await _run(*self._command, "update")
        plan = await _run(*self._command, "--simulate", "install", "rabbitmq-server")
        needed = set(re.findall(r"^Inst (\S+)", plan, re.MULTILINE))
        wanted = sorted(_worth_having(needed, await _installed()))
        packages = self._own / "packages"
        await _run(*self._command, "download", *wanted, folder=packages)
        for package in sorted(packages.glob("*.deb")):
            await _run("dpkg", "-x", str(package), str(root))
        shutil.rmtree(self._own)


def _worth_having(needed: set[str], installed: set[str]) -> set[str]:
    """Erlang and RabbitMQ in any case; of the rest only programs' libraries that are missing."""
    ours = {name for name in needed if name.startswith(("erlang-", "rabbitmq-server"))}
    libraries = {name for name in needed if name.startswith("lib") and name not in installed}
    return ours | libraries


async def _installed() -> set[str]:
    names = await _run("dpkg-query", "--show", "--showformat=${db:Status-Abbrev}${Package}\\n")
    return {line[3:].strip() for line in names.splitlines() if line.startswith("ii")}


async def _run(*command: str, folder: Path | None = None) -> str:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    text = output.decode(errors="replace")
    if process.returncode:
        tail = "\n".join(text.splitlines()[-10:])
        raise RabbitMissing(f"fetching RabbitMQ failed ({command[0]}):\n{tail}")
    return text
