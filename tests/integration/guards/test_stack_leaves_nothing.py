"""What `civic-stack up` starts ends with it, and nothing of it lies outside its folder."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.stack

_OUTSIDE = (Path("/tmp"), Path("/dev/shm"), Path("/var/tmp"))  # noqa: S108  (looked at, not used)
_LIKELY_OURS = re.compile(r"civic|rabbit|erl|\.s\.PGSQL|postgres|PostgreSQL", re.IGNORECASE)
_PATIENCE = 60.0  # seconds


class Run:
    """`civic-stack up` in a workspace of its own, with a home and a temporary folder to watch."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.workspace, self.home = folder / "workspace", folder / "home"
        self.temporary = folder / "temporary"
        for each in (self.workspace, self.home, self.temporary):
            each.mkdir()
        (self.workspace / ".cache").symlink_to(cache)
        self.before = names_outside()
        environment = {**os.environ, "HOME": str(self.home), "TMPDIR": str(self.temporary)}
        # A caller's setting must not hide that a line is never flushed.
        environment.pop("PYTHONUNBUFFERED", None)
        self.process = subprocess.Popen(
            self.command("up", "--port", str(free_port()), "--only", ""),
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
            start_new_session=True,
        )

    def command(self, *arguments: str) -> list[str]:
        options = ["--workspace", str(self.workspace), "--name", "guarded"]
        return [sys.executable, "-m", "civic_stack.cli", *options, *arguments]

    def wait_until_up(self) -> None:
        assert self.process.stdout is not None
        assert "up after" in self.process.stdout.readline()
        assert len(self.processes()) >= 4, "the search for processes finds too few"

    def processes(self) -> list[str]:
        """Command lines of processes that have to do with the workspace."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            if int(entry.name) in (os.getpid(), self.process.pid):
                continue
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                place = os.readlink(entry / "cwd")
            except OSError:
                continue
            if line and str(self.workspace) in f"{line} {place}":
                found.append(line)
        return found

    def leaves_no_process(self) -> None:
        until = time.monotonic() + _PATIENCE
        while left := self.processes():
            assert time.monotonic() < until, left
            time.sleep(0.1)

    def leaves_no_file(self) -> None:
        assert sorted(self.home.rglob("*")) == []
        assert sorted(self.temporary.rglob("*")) == []
        until = time.monotonic() + _PATIENCE
        while left := names_outside() - self.before:
            # Servers of tests that run beside this one probe shared memory for a moment.
            assert time.monotonic() < until, left
            time.sleep(0.5)


def names_outside() -> set[Path]:
    """Files in shared places whose names could be ours."""
    entries = (entry for place in _OUTSIDE if place.exists() for entry in place.iterdir())
    return {entry for entry in entries if _LIKELY_OURS.search(entry.name)}


def free_port() -> int:
    from civic_stack.addresses import SPAN
    from civic_stack.ports import free_block

    return free_block(SPAN)


@pytest.fixture
def run(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Run]:
    started = Run(tmp_path, pytestconfig.rootpath / ".cache")
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.process.kill()
        started.process.wait()


def test_ctrl_c_leaves_nothing(run: Run) -> None:
    run.wait_until_up()
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(_PATIENCE) == 0
    run.leaves_no_process()
    run.leaves_no_file()


def test_an_interrupted_start_leaves_nothing(run: Run) -> None:
    until = time.monotonic() + _PATIENCE
    while len(run.processes()) < 2:
        assert time.monotonic() < until
        time.sleep(0.02)
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(_PATIENCE) == 0
    run.leaves_no_process()
    run.leaves_no_file()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a parent's end")
def test_a_killed_stack_leaves_no_process(run: Run) -> None:
    run.wait_until_up()
    run.process.kill()
    run.leaves_no_process()
    run.leaves_no_file()


def test_status_and_stop(run: Run) -> None:
    run.wait_until_up()
    status = subprocess.run(run.command("status"), check=True, capture_output=True, text=True)
    assert '"front-door"' in status.stdout
    subprocess.run(run.command("stop"), check=True)
    assert run.process.wait(_PATIENCE) == 0
    assert subprocess.run(run.command("status"), check=False, capture_output=True).returncode == 1
    run.leaves_no_process()
