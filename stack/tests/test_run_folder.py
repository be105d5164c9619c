"""Nobody takes a run's folder from whoever still uses it, and no start that fails costs data."""

import asyncio
import logging
import socket
import sys
import time
from pathlib import Path

import pytest
from civic_stack.addresses import SPAN, Addresses
from civic_stack.environments import write_clients
from civic_stack.ports import free_block
from civic_stack.run_folder import CLIENTS, RunFolder, StillInUse
from civic_stack.secret_store import SecretStore
from civic_stack.stack import AnotherAddress, PortTaken, Stack, default_port

LASTS = 0.8  # seconds


async def orphan(folder: RunFolder, lasts: float) -> asyncio.subprocess.Process:
    """A server whose supervisor has been killed: only the inherited descriptor is left."""
    code = f"import time; print('up', flush=True); time.sleep({lasts})"
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code), stdout=asyncio.subprocess.PIPE, pass_fds=folder.inherited
    )
    assert child.stdout is not None
    await child.stdout.readline()
    folder._release()
    return child


def kept_at(workspace: Path, port: int) -> Path:
    """Data of a run at this port, as `keep` leaves it; the folder of its database."""
    folder = workspace / ".run" / "demo"
    database = folder / "postgres"
    database.mkdir(parents=True)
    (database / "row").write_text("kept")
    secrets = SecretStore(folder / "secrets.json")
    write_clients(folder / CLIENTS, Addresses(port), secrets)
    return database


async def test_the_servers_of_a_killed_run_are_waited_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    first, second = RunFolder(tmp_path, "demo"), RunFolder(tmp_path, "demo")
    await first.open()
    child = await orphan(first, LASTS)
    assert second.recorded() is None
    assert second.orphaned()
    began = time.monotonic()
    await second.open()
    assert time.monotonic() - began > LASTS / 2
    assert "waiting until its servers have stopped" in caplog.text
    assert await asyncio.wait_for(child.wait(), 1) == 0
    second.close(keep=True)
    assert not second.orphaned()


async def test_what_does_not_stop_is_named_and_keeps_its_data(tmp_path: Path) -> None:
    database = kept_at(tmp_path, 8600)
    first, second = RunFolder(tmp_path, "demo"), RunFolder(tmp_path, "demo")
    await first.open()
    child = await orphan(first, 60)
    try:
        with pytest.raises(StillInUse, match=str(child.pid) if sys.platform == "linux" else ""):
            await second.open(orphans_end_within=0.3)
        second.close(keep=False)
        assert (database / "row").exists()
    finally:
        child.kill()
        await child.wait()
    await second.open()
    second.begin(keep=False)
    assert not database.exists()
    second.close(keep=False)


async def test_a_start_at_a_busy_port_leaves_kept_data(tmp_path: Path) -> None:
    port = free_block(SPAN)
    database = kept_at(tmp_path, port)
    with socket.create_server(("127.0.0.1", port)), pytest.raises(PortTaken, match=str(port)):
        await Stack(tmp_path, base_port=port, only=()).start()
    assert (database / "row").read_text() == "kept"


async def test_kept_data_is_not_started_at_another_address(tmp_path: Path) -> None:
    port = free_block(SPAN)
    database = kept_at(tmp_path, port)
    with pytest.raises(AnotherAddress, match=f"start at port {port}, or without --keep"):
        await Stack(tmp_path, base_port=port - 100, keep=True, only=()).start()
    assert (database / "row").exists()
    assert Stack(tmp_path, keep=True).addresses.base_port == port
    assert default_port(tmp_path, "demo", keep=True) == port
    assert default_port(tmp_path, "demo", keep=False) == 8600
    assert default_port(tmp_path, "other", keep=True) == 8600
