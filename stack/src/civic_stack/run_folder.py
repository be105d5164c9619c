"""The folder of one run, `<workspace>/.run/<name>/`: data, logs, passwords; one user at a time.

Two locks say who uses it. `lock` is the supervisor's alone and ends with it. `in-use` is inherited
by everything that the supervisor starts: when it is killed outright its servers take some seconds
to put their data in order, and until the last of them is gone nobody else may have the folder.
"""

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import shutil
import signal
import time
from pathlib import Path
from typing import IO

LOG = logging.getLogger("civic_stack")

RUNS = ".run"
CLIENTS = "clients.json"
_DATA = ("postgres", "rabbitmq", "secrets.json", CLIENTS, "migrated.json")
_STATE = "state.json"
_LOCK, _IN_USE = "lock", "in-use"

# Longer than the servers' own limits: what still runs then does not stop by itself.
ORPHANS_END_WITHIN = 60.0  # seconds
_POLL = 0.1  # seconds


class AlreadyRunning(Exception):
    """Another process has this run's folder."""


class StillInUse(Exception):
    """Processes of a run that was killed do not end; the message says which."""


class RunFolder:
    """One run's folder, locked while it is in use."""

    def __init__(self, workspace: Path, name: str) -> None:
        self.path = (workspace / RUNS / name).resolve()
        self.name = name
        self._lock: IO[str] | None = None
        self._in_use: IO[str] | None = None
        self._begun = False

    @property
    def inherited(self) -> tuple[int, ...]:
        """The descriptors that whatever works on the data is to inherit."""
        return () if self._in_use is None else (self._in_use.fileno(),)

    async def open(self, orphans_end_within: float = ORPHANS_END_WITHIN) -> None:
        """Take the folder as it is; raises AlreadyRunning, StillInUse.

        What a killed run has left is waited for.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        lock = _locked(self.path / _LOCK)
        if lock is None:
            raise AlreadyRunning(f"{self.name} is running already ({self.path})")
        self._lock = lock
        try:
            self._in_use = await self._once_unused(orphans_end_within)
        except BaseException:
            self._release()
            raise

    def begin(self, *, keep: bool) -> None:
        """From here on the data is this run's own: emptied first, unless `keep`."""
        self._begun = True
        if not keep:
            self._remove_data()
            for log in self.path.glob("*.log"):
                log.unlink()

    def close(self, *, keep: bool) -> None:
        """Give the folder back; without `keep` only the logs stay.

        A run that never began leaves everything as it found it.
        """
        if self._lock is None:
            return
        if self._begun:
            (self.path / _STATE).unlink(missing_ok=True)
            if not keep:
                self._remove_data()
        self._begun = False
        self._release()

    def record(self, **facts: object) -> None:
        """Write down what runs, for `civic-stack status` and `stop`."""
        partial = self.path / f"{_STATE}.partial"
        partial.write_text(json.dumps({"pid": os.getpid(), **facts}, indent=1), encoding="utf-8")
        partial.replace(self.path / _STATE)

    def recorded(self) -> dict[str, object] | None:
        """What runs here now, None when nothing does; without a pid while it starts or ends."""
        return self._read_state() if _is_locked(self.path / _LOCK) else None

    def orphaned(self) -> bool:
        """Whether servers of a run that was killed are still putting their data in order."""
        return self.recorded() is None and _is_locked(self.path / _IN_USE)

    def ask_to_stop(self) -> bool:
        """SIGTERM to the process that has the folder; False when there is none."""
        state = self.recorded()
        if state is not None and "pid" in state:
            with contextlib.suppress(ProcessLookupError):  # it has ended meanwhile
                os.kill(int(str(state["pid"])), signal.SIGTERM)
        return state is not None

    async def _once_unused(self, within: float) -> IO[str]:
        file, until, told = self.path / _IN_USE, time.monotonic() + within, False
        while (taken := _locked(file)) is None:
            if time.monotonic() > until:
                raise StillInUse(
                    f"processes of an earlier run still use {self.path} after {within:g} s; "
                    f"end them first{_named(_users(file))}"
                )
            if not told:
                LOG.info("an earlier run was killed: waiting until its servers have stopped")
                told = True
            await asyncio.sleep(_POLL)
        return taken

    def _release(self) -> None:
        for held in (self._in_use, self._lock):
            if held is not None:
                held.close()
        self._lock = self._in_use = None

    def _read_state(self) -> dict[str, object]:
        try:
            state: dict[str, object] = json.loads((self.path / _STATE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return state

    def _remove_data(self) -> None:
        for name in _DATA:
            target = self.path / name
            if target.is_dir():
                shutil.rmtree(target)
            else:
                target.unlink(missing_ok=True)


def _locked(file: Path) -> IO[str] | None:
    """The file with its lock taken; nothing when somebody else has it."""
    handle = file.open("a", encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        return None
    return handle


def _is_locked(file: Path) -> bool:
    if not file.exists():
        return False
    taken = _locked(file)
    if taken is not None:
        taken.close()
    return taken is None


def _users(file: Path) -> list[int]:
    """The processes that have a file open, as far as we may look (Linux)."""
    found = set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            if os.readlink(link) == str(file):
                found.add(int(link.parts[2]))
    return sorted(found)


def _named(pids: list[int]) -> str:
    return f" (process {', '.join(map(str, pids))})" if pids else ""
