"""A small file system of its own for a server's folder, which can be filled and emptied.

Made by mounting a tmpfs, for which one must be root; where that cannot be, :func:`small_disk` says
so, and rows that need it are reported as not run.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from civic_stack.one_shot import CommandFailed, run_to_end

BALLAST = "ballast"
BLOCK = b"\0" * 65_536


class CannotMount(Exception):
    """This user may not mount a file system."""


class SmallDisk:
    """A mounted file system at ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / BALLAST

    async def fill(self, *, but: int = 0) -> None:
        """Leaves ``but`` bytes free, none by default."""
        await asyncio.to_thread(self._write, but)

    async def empty(self) -> None:
        """Gives the space back."""
        await asyncio.to_thread(self._ballast.unlink, missing_ok=True)

    def _write(self, but: int) -> None:
        with self._ballast.open("ab", buffering=0) as file, suppress(OSError):
            while self._free() > but:
                if file.write(BLOCK[: max(1, min(len(BLOCK), self._free() - but))]) == 0:
                    return

    def _free(self) -> int:
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize


@asynccontextmanager
async def small_disk(folder: Path, megabytes: int) -> AsyncIterator[SmallDisk]:
    """Mounts a file system of that size at ``folder``; raises CannotMount."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    log = folder.parent / "mount.log"
    options = f"size={megabytes}m"
    try:
        await run_to_end(
            ("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)), os.environ, log
        )
    except (CommandFailed, OSError) as refused:
        raise CannotMount("a small disk needs the right to mount one: run it as root") from refused
    try:
        yield SmallDisk(folder)
    finally:
        await run_to_end(("umount", "--lazy", str(folder)), os.environ, log)
