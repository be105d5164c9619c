"""What each container is given: a folder of its own, files only the container's user can read."""

import os
from collections.abc import Callable
from pathlib import Path

Owner = Callable[[Path, int], None]


def give_to(file: Path, user: int) -> None:
    """Make a user the owner of a file."""
    os.chown(file, user, user)


class Handed:
    """The folders of all readers, one below the other under `root`."""

    def __init__(self, root: Path, owner: Owner = give_to) -> None:
        self._root = root
        self._owner = owner

    def give(self, reader: str, user: int, name: str, content: str) -> None:
        """Write one file, mode 0400, for a reader that runs as `user`.

        Written anew each time, in one step: it is a copy, and a reader never sees half of it.
        """
        file = self._root / reader / name
        partial = file.with_name(f".{name}.partial")
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(content)
        self._owner(partial, user)
        partial.replace(file)

    def take_back(self, reader: str, name: str) -> None:
        """Remove a file that a reader shall not have (any more)."""
        (self._root / reader / name).unlink(missing_ok=True)
