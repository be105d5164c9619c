"""Commands that run to their end, such as migrations."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from civic_stack.log_files import log_end
from civic_stack.parent_death import end_with_parent

_TIDY_WITHIN = 60.0  # seconds


class CommandFailed(Exception):
    """A command ended with an error; the message has the end of its log."""


async def run_to_end(
    command: Sequence[str],
    environment: Mapping[str, str],
    log_file: Path,
    folder: Path | None = None,
    inherited: tuple[int, ...] = (),
) -> None:
    """Run with its output in `log_file`; raises CommandFailed. It keeps descriptors `inherited`.

    When we are cancelled the command and its children are ended before the cancellation goes on.
    """
    with log_file.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=asyncio.subprocess.STDOUT,
            env=dict(environment),
            cwd=folder,
            pass_fds=inherited,
            start_new_session=True,
            preexec_fn=end_with_parent(signal.SIGTERM),
        )
    try:
        code = await process.wait()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        await _group_gone(process.pid)
        raise
    if code:
        raise CommandFailed(f"{' '.join(command)} failed ({code})\n{log_end(log_file)}")


async def _group_gone(leader: int) -> None:
    """Wait until the children have tidied up after themselves; kill those that do not."""
    until = time.monotonic() + _TIDY_WITHIN
    with contextlib.suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < until:
            os.killpg(leader, 0)
            await asyncio.sleep(0.02)
        os.killpg(leader, signal.SIGKILL)
