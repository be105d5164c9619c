"""A stack that was killed outright is followed by the next one at once, on real servers."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from civic_stack.addresses import SPAN
from civic_stack.ports import free_block

pytestmark = [
    pytest.mark.stack,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of a kill"),
]
PATIENCE = 120.0  # seconds
WAITS = "waiting until its servers have stopped"


class Runs:
    """`civic-stack up` in one workspace, several times one after the other."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        self.log = workspace / "log"
        self.started: list[subprocess.Popen[bytes]] = []

    def up(self, port: int, *options: str) -> subprocess.Popen[bytes]:
        self.log.write_bytes(b"")
        command = [sys.executable, "-m", "civic_stack.cli", "--workspace", str(self.workspace)]
        with self.log.open("ab") as log:
            started = subprocess.Popen(
                [*command, "up", "--only", "", "--port", str(port), *options],
                stdout=log,
                stderr=log,
                env=dict(os.environ),
            )
        self.started.append(started)
        return started

    async def until_it_says(self, words: str) -> str:
        async with asyncio.timeout(PATIENCE):
            while words not in (said := self.log.read_text()):
                assert self.started[-1].poll() is None, said
                await asyncio.sleep(0.05)
        return said


@pytest.fixture
def runs(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Runs]:
    (tmp_path / ".cache").symlink_to(pytestconfig.rootpath / ".cache")
    made = Runs(tmp_path)
    yield made
    for one in made.started:
        if one.poll() is None:
            one.send_signal(signal.SIGINT)
        one.wait(PATIENCE)


async def test_the_next_start_waits_for_what_a_kill_has_left(runs: Runs) -> None:
    port = free_block(SPAN)
    first = runs.up(port, "--keep")
    await runs.until_it_says("up after")
    first.kill()
    first.wait()
    second = runs.up(port, "--keep")
    assert WAITS in await runs.until_it_says("up after")
    second.kill()
    second.wait()
    # Nothing is kept this time, and the port is another: the data goes when nobody uses it.
    third = runs.up(free_block(SPAN))
    said = await runs.until_it_says("up after")
    assert WAITS in said
    assert "Traceback" not in said
    third.send_signal(signal.SIGINT)
    assert third.wait(PATIENCE) == 0


async def test_a_kill_while_the_database_is_made_is_followed_too(runs: Runs) -> None:
    first = runs.up(free_block(SPAN))
    unfinished = runs.workspace / ".run" / "demo" / "postgres" / "unfinished"
    async with asyncio.timeout(PATIENCE):
        while not unfinished.exists():
            await asyncio.sleep(0.005)
    first.kill()
    first.wait()
    runs.up(free_block(SPAN))
    assert "Traceback" not in await runs.until_it_says("up after")
