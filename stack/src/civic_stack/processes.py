"""A supervisor for the servers and services of one run.

It starts named programs, waits until each is ready, restarts one that ends unexpectedly and stops
them all in the reverse order. Every program writes to `<folder>/<name>.log`. Programs are in
sessions of their own, so that Ctrl-C in a terminal reaches the supervisor alone, and the kernel
ends them when the supervisor is killed outright.
"""

import asyncio
import contextlib
import logging
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from civic_stack.log_files import log_end
from civic_stack.parent_death import end_with_parent
from civic_stack.probes import Probe
from civic_stack.side_by_side import side_by_side

LOG = logging.getLogger("civic_stack")

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds before a restart, doubling
STEADY = 10.0  # seconds up after which an end counts as the first again
_POLL = 0.05  # seconds between two questions to the probe


class NotReady(Exception):
    """A program ended or did not get ready in time; the message has the end of its log."""


@dataclass(frozen=True)
class Program:
    """What to start and how to tell that it is ready. Times in seconds."""

    name: str
    command: tuple[str, ...]
    ready: Probe
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    ready_within: float = 30.0
    stop_signal: signal.Signals = signal.SIGTERM
    stop_within: float = 10.0
    # For a start that is given up. Not every server listens before it is ready, and until then it
    # has been given nothing that it could lose.
    give_up_signal: signal.Signals | None = None
    # Sent by the kernel when the supervisor is killed. Servers that must put their data in order
    # take their own stop signal; for the others SIGKILL is certain.
    orphan_signal: signal.Signals = signal.SIGKILL
    # A fault run kills on purpose, and wants to see how soon the program is back by itself.
    longest_pause: float = LONGEST_PAUSE


class Process:
    """One supervised program: its current process, how often it was restarted.

    Its processes keep the descriptors `inherited`; `changed` is called when one starts or ends.
    """

    def __init__(
        self,
        program: Program,
        logs: Path,
        *,
        inherited: tuple[int, ...] = (),
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.program = program
        self._inherited, self._changed = inherited, changed
        self.log_file = logs / f"{program.name}.log"
        self.restarts = 0
        self._process: asyncio.subprocess.Process | None = None
        self._started_at = 0.0
        self._pause = FIRST_PAUSE
        self._watch: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Process id, None while it is down."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if running and self._process else None

    async def start(self) -> None:
        """Start and wait until ready; raises NotReady when it ends first or takes too long."""
        await self._spawn()
        try:
            await self.wait_ready(give_up_when_ended=True)
        except BaseException:
            await self._end(self.program.give_up_signal)
            raise
        self._watch = asyncio.create_task(self._restart_for_ever())

    async def wait_ready(
        self, within: float | None = None, *, give_up_when_ended: bool = False
    ) -> None:
        """Wait until the probe says yes; raises NotReady after `within` seconds."""
        patience = within or self.program.ready_within
        until = time.monotonic() + patience
        while not (self.pid and await self.program.ready()):
            if give_up_when_ended and self.pid is None:
                raise NotReady(
                    f"{self.program.name} ended while starting\n{log_end(self.log_file)}"
                )
            if time.monotonic() > until:
                late = f"{self.program.name} is not ready after {patience:g} s"
                raise NotReady(f"{late}\n{log_end(self.log_file)}")
            await asyncio.sleep(_POLL)

    def kill(self) -> int:
        """SIGKILL the process, as a fault would; its former pid. It is restarted."""
        pid = self.pid
        if pid is None:
            raise ProcessLookupError(f"{self.program.name} is not running")
        os.kill(pid, signal.SIGKILL)
        return pid

    async def restart(self, environment: Mapping[str, str] | None = None) -> None:
        """Stop in order and start again, with further or other environment variables."""
        await self.stop()
        settings = {**self.program.environment, **(environment or {})}
        self.program = replace(self.program, environment=settings)
        await self.start()

    async def stop(self) -> None:
        """Stop for good: the stop signal, then SIGKILL after `stop_within` seconds."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait({self._watch})  # however it ended: its program is to be ended too
            self._watch = None
        await self._end()

    async def _spawn(self) -> None:
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        program = self.program
        with self.log_file.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *program.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=asyncio.subprocess.STDOUT,
                env=dict(program.environment),
                cwd=program.folder,
                pass_fds=self._inherited,
                start_new_session=True,
                preexec_fn=end_with_parent(program.orphan_signal),
            )
        self._started_at = time.monotonic()
        self._changed()

    async def _restart_for_ever(self) -> None:
        while True:
            assert self._process is not None  # noqa: S101  (set by _spawn, never unset)
            code = await self._process.wait()
            self._changed()
            self._sweep(self._process.pid)
            if time.monotonic() - self._started_at > STEADY:
                self._pause = FIRST_PAUSE
            LOG.warning(
                "%s ended (%s), starting it again in %.1f s",
                self.program.name,
                _reason(code),
                self._pause,
            )
            await self._spawn_again()
            self.restarts += 1

    async def _spawn_again(self) -> None:
        """Where no process is to be had, for want of memory perhaps, there will be one later."""
        while self.pid is None:
            await asyncio.sleep(self._pause)
            self._pause = min(self._pause * 2, self.program.longest_pause)
            try:
                await self._spawn()
            except OSError as error:
                LOG.warning("%s cannot be started: %s", self.program.name, error)

    async def _end(self, number: signal.Signals | None = None) -> None:
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(number or self.program.stop_signal)
            try:
                await asyncio.wait_for(process.wait(), self.program.stop_within)
            except TimeoutError:
                LOG.warning("%s did not stop in time, killing it", self.program.name)
                self._sweep(process.pid)
                await process.wait()
        self._sweep(process.pid)
        self._changed()

    @staticmethod
    def _sweep(leader: int) -> None:
        """Kill what is left of the program's process group: no child outlives it."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)


class Supervisor:
    """All programs of one run, in the order in which they were started.

    inherited: descriptors that all of them keep. changed: called when a process starts or ends.
    """

    def __init__(self, logs: Path, *, changed: Callable[[], None] = lambda: None) -> None:
        self.logs = logs
        self.inherited: tuple[int, ...] = ()
        self._changed = changed
        self.processes: dict[str, Process] = {}
        self._groups: list[list[Process]] = []

    def __getitem__(self, name: str) -> Process:
        return self.processes[name]

    async def start(self, *programs: Program) -> None:
        """Start these side by side; returns when all are ready, raises the first NotReady."""
        group = [
            Process(program, self.logs, inherited=self.inherited, changed=self._changed)
            for program in programs
        ]
        self._groups.append(group)
        self.processes.update({process.program.name: process for process in group})
        await side_by_side(*(process.start() for process in group))

    async def stop(self) -> None:
        """Stop everything, the last started group first, each group side by side."""
        while self._groups:
            group = self._groups.pop()
            await asyncio.gather(*(process.stop() for process in group))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()


def _reason(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
