"""`civic-demo` as a command: what it says to a wrong option, and how it ends on a signal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from civic_stack.addresses import SPAN
from civic_stack.ports import free_block

COMMAND = (sys.executable, "-m", "civic_demo.cli")
PATIENCE = 60.0  # seconds


def told(*options: str, folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [*COMMAND, *options], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("port", ["80000", "65530", "65527", "-5", "0", "80", "8600x", "²"])
def test_a_port_that_cannot_be_is_refused(port: str, pytestconfig: pytest.Config) -> None:
    code, said = told(f"--port={port}", folder=pytestconfig.rootpath)
    assert (code, "a number from 1024 to 65526" in said) == (2, True), said


def test_outside_the_workspace_it_says_where_to_run(tmp_path: Path) -> None:
    code, said = told("--once", folder=tmp_path)
    assert (code, "run this in the folder with the Makefile" in said) == (2, True), said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        ((), "needs --url and --secret-file"),
        (("--url", "http://localhost:1", "--secret-file", "none"), "none cannot be read"),
    ],
)
def test_playing_elsewhere_needs_an_address_and_a_secret(
    options: tuple[str, ...], missing: str, tmp_path: Path
) -> None:
    code, said = told("--play-only", *options, folder=tmp_path)
    assert (code, missing in said) == (2, True), said


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_ctrl_c_during_the_imports_leaves_no_trace(pytestconfig: pytest.Config) -> None:
    process = subprocess.Popen(
        COMMAND, cwd=pytestconfig.rootpath, stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )
    # asyncio is among the first of what is imported before anything is started.
    _until(lambda: "_asyncio" in Path(f"/proc/{process.pid}/maps").read_text(), process)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (-signal.SIGINT, b"")


@pytest.mark.stack
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_play_that_is_cut_short_is_no_success(
    number: signal.Signals, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """The stack is still starting: what has not been played has not been played."""
    for name in (".cache", "deploy"):
        (tmp_path / name).symlink_to(pytestconfig.rootpath / name)
    log = tmp_path / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*COMMAND, "--once", "--port", str(free_block(SPAN))],
            cwd=tmp_path,
            stdout=out,
            stderr=out,
            env=dict(os.environ),
        )
    _until(lambda: "starting RabbitMQ" in log.read_text(), process)
    process.send_signal(number)
    assert process.wait(PATIENCE) == 128 + number
    assert "Traceback" not in log.read_text()
    assert "did not stop in time" not in log.read_text()
    assert not (tmp_path / ".run" / "demo" / "postgres").exists()


def _until(condition: object, process: subprocess.Popen[bytes]) -> None:
    assert callable(condition)
    end = time.monotonic() + PATIENCE
    while not condition():
        assert process.poll() is None, "it has ended"
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)
