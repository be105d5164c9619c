"""The operators' commands of a hearer, as they are typed in a shell."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from civic_stack.one_shot import run_to_end
from harness.example_world import ExampleWorld

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


async def type_lines(world: ExampleWorld, app: str, lines: Iterable[str]) -> None:
    """Runs ``civic-reporting <line>`` for each line; ``CommandFailed`` where one fails."""
    typed = world.folder / "typed"
    typed.write_text("\n".join(lines), encoding="utf-8")
    command = (sys.executable, "-c", TYPED, app, str(typed))
    environment = dict(world.hearing.program.environment)
    await run_to_end(command, environment, world.folder / "operator.log")
