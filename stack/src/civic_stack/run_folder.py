"""The folder of one run, `<workspace>/.run/<name>/`: data, logs, passwords; one user at a time."""

import fcntl
import json
import os
import shutil
import signal
from pathlib import Path
from typing import IO

RUNS = ".run"
_DATA = ("postgres", "rabbitmq", "secrets.json", "clients.json", "migrated.json")
_STATE = "state.json"


class AlreadyRunning(Exception):
    """Another process has this run's folder."""


class RunFolder:
    """One run's folder, locked while it is in use; the lock ends with the process."""

    def __init__(self, workspace: Path, name: str) -> None:
        self.path = (workspace / RUNS / name).resolve()
        self.name = name
        self._lock: IO[str] | None = None

    def open(self, *, keep: bool) -> None:
        """Take the folder, emptied unless `keep`; raises AlreadyRunning."""
        self.path.mkdir(parents=True, exist_ok=True)
        lock = (self.path / "lock").open("w", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            lock.close()
            raise AlreadyRunning(f"{self.name} is running already ({self.path})") from taken
        self._lock = lock
        if not keep:
            self._remove_data()
            for log in self.path.glob("*.log"):
                log.unlink()

    def close(self, *, keep: bool) -> None:
        """Give the folder back; without `keep` only the logs stay."""
        if self._lock is None:
            return
        (self.path / _STATE).unlink(missing_ok=True)
        if not keep:
            self._remove_data()
        self._lock.close()
        self._lock = None

    def record(self, **facts: object) -> None:
        """Write down what runs, for `civic-stack status` and `stop`."""
        partial = self.path / f"{_STATE}.partial"
        partial.write_text(json.dumps({"pid": os.getpid(), **facts}, indent=1), encoding="utf-8")
        partial.replace(self.path / _STATE)

    def recorded(self) -> dict[str, object] | None:
        """What runs here now, None when nothing does; without a pid while it starts or ends."""
        try:
            with (self.path / "lock").open("r+", encoding="utf-8") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return None
        except OSError:  # somebody holds it
            return self._read_state()
        return None

    def ask_to_stop(self) -> bool:
        """SIGTERM to the process that has the folder; False when there is none."""
        state = self.recorded()
        if state is not None and "pid" in state:
            os.kill(int(str(state["pid"])), signal.SIGTERM)
        return state is not None

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
