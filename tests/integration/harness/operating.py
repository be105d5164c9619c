"""The operators' commands of the example's services, as they are typed in a shell."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable

from harness.example_servers import APPS
from harness.example_world import ExampleWorld

PATIENCE = 300.0

# One interpreter for all lines: starting it takes longer than what it does.
TYPED = """
import sys
from pathlib import Path
from servicekit.operations.command_line import command_line
from servicekit.service import load
main = command_line(load(sys.argv[1]))
for line in Path(sys.argv[2]).read_text().splitlines():
    main(line.split())
"""


class WentWrong(Exception):
    """A command ended with an error; the message is what it printed."""


async def type_lines(
    world: ExampleWorld, name: str, lines: Iterable[str], *, app: str = "", given: str = ""
) -> str:
    """What ``civic-<service> <line>`` prints for each line, with ``given`` to read from.

    ``name`` is ``writing`` or ``hearing``. Ends with the first command that fails: ``WentWrong``.
    """
    typed = world.folder / f"typed-{name}"
    typed.write_text("\n".join(lines), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", TYPED, app or APPS[name], str(typed)),
        env=dict(world.program(name).environment),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        printed, _ = await asyncio.wait_for(process.communicate(given.encode()), PATIENCE)
    except BaseException:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        raise WentWrong(printed.decode())
    return printed.decode()
