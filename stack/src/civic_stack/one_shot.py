"""Commands that run to their end, such as migrations."""

import asyncio
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from civic_stack.log_files import log_end
from civic_stack.parent_death import end_with_parent


class CommandFailed(Exception):
    """A command ended with an error; the message has the end of its log."""


async def run_to_end(
    command: Sequence[str], environment: Mapping[str, str], log_file: Path
) -> None:
    """Run with its output in `log_file`; raises CommandFailed. Killed when we are cancelled."""
    with log_file.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=asyncio.subprocess.STDOUT,
            env=dict(environment),
            start_new_session=True,
            preexec_fn=end_with_parent(signal.SIGKILL),
        )
    try:
        code = await process.wait()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if code:
        raise CommandFailed(f"{' '.join(command)} failed ({code})\n{log_end(log_file)}")
