"""The supervisor restarts what dies, stops what it started, and leaves no orphan behind."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from civic_stack.ports import free_block
from civic_stack.probes import http_ok
from civic_stack.processes import NotReady, Program, Supervisor

TINY = Path(__file__).parent / "programs" / "tiny_service.py"


def tiny(port: int, name: str = "tiny") -> Program:
    return Program(
        name=name,
        command=(sys.executable, str(TINY), str(port)),
        ready=http_ok(f"http://127.0.0.1:{port}/ready"),
        environment={"PATH": os.environ["PATH"]},
    )


def alive(pid: int) -> bool:
    """Running, and not merely waiting to be collected."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def until(condition: object, within: float = 10) -> None:
    assert callable(condition)
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.02)


async def test_restarts_a_killed_program_and_stops_it_in_the_end(tmp_path: Path) -> None:
    async with Supervisor(tmp_path) as supervisor:
        await supervisor.start(tiny(free_block(1)))
        process = supervisor["tiny"]
        first = process.kill()
        await until(lambda: process.restarts == 1)
        await process.wait_ready()
        second = process.pid
        assert second is not None
        assert second != first
    assert not alive(second)
    assert process.pid is None


async def test_tries_again_where_no_process_is_to_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Supervisor(tmp_path) as supervisor:
        await supervisor.start(tiny(free_block(1)))
        process = supervisor["tiny"]
        spawn, refusals = asyncio.create_subprocess_exec, [1, 2, 3]

        async def seldom(*command: str, **options: object) -> object:
            if refusals:
                refusals.pop()
                raise BlockingIOError("Resource temporarily unavailable")
            return await spawn(*command, **options)

        monkeypatch.setattr(asyncio, "create_subprocess_exec", seldom)
        process.kill()
        await until(lambda: process.restarts == 1)
        assert not refusals
        await process.wait_ready()


async def test_pauses_longer_before_each_restart(tmp_path: Path) -> None:
    async with Supervisor(tmp_path) as supervisor:
        await supervisor.start(tiny(free_block(1)))
        process = supervisor["tiny"]
        started = time.monotonic()
        for count in (1, 2, 3):
            process.kill()
            await until(lambda count=count: process.restarts == count)
        assert time.monotonic() - started > 0.1 + 0.2 + 0.4


async def test_says_why_a_program_did_not_start(tmp_path: Path) -> None:
    broken = Program("broken", (sys.executable, "-c", "raise SystemExit('no such thing')"), _never)
    supervisor = Supervisor(tmp_path)
    with pytest.raises(NotReady, match="no such thing"):
        await supervisor.start(broken)
    await supervisor.stop()


async def test_a_program_that_never_gets_ready_is_ended(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "import time; time.sleep(60)")
    slow = Program("slow", command, _never, ready_within=0.5)
    supervisor = Supervisor(tmp_path)
    with pytest.raises(NotReady, match=r"not ready after 0\.5 s"):
        await supervisor.start(slow)
    assert supervisor["slow"].pid is None


async def test_a_start_that_is_given_up_ends_what_does_not_listen_yet(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    booting = Program(
        *("booting", (sys.executable, "-c", deaf), _never),
        ready_within=2,
        stop_within=600,
        give_up_signal=signal.SIGKILL,
    )
    supervisor = Supervisor(tmp_path)
    async with asyncio.timeout(60):
        with pytest.raises(NotReady):
            await supervisor.start(booting)
    assert supervisor["booting"].pid is None


async def test_kills_what_ignores_its_stop_signal_and_its_children(tmp_path: Path) -> None:
    code = (
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = os.fork()\n"
        "print(child or 'child', flush=True)\n"
        "time.sleep(60)"
    )
    stubborn = Program("stubborn", (sys.executable, "-c", code), _always, stop_within=0.5)
    async with Supervisor(tmp_path) as supervisor:
        await supervisor.start(stubborn)
        process = supervisor["stubborn"]
        await until(lambda: len(process.log_file.read_text().split()) == 2)
        child = next(int(word) for word in process.log_file.read_text().split() if word.isdigit())
        leader = process.pid
        assert leader is not None
    assert not alive(leader)
    await until(lambda: not alive(child))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a parent's end")
async def test_a_killed_supervisor_leaves_no_orphan(tmp_path: Path) -> None:
    port = free_block(1)
    code = (
        "import asyncio, sys\n"
        f"sys.path.insert(0, {str(TINY.parent.parent)!r})\n"
        "from pathlib import Path\n"
        "from test_supervisor import tiny\n"
        "from civic_stack.processes import Supervisor\n"
        "async def main():\n"
        f"    supervisor = Supervisor(Path({str(tmp_path)!r}))\n"
        f"    await supervisor.start(tiny({port}))\n"
        "    print(supervisor['tiny'].pid, flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    child = int(await parent.stdout.readline())
    assert alive(child)
    parent.send_signal(signal.SIGKILL)
    await parent.wait()
    await until(lambda: not alive(child))


async def _never() -> bool:
    return False


async def _always() -> bool:
    return True
