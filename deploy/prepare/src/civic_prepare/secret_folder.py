"""All secrets of a deployment: one file each, made at random where there is none."""

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}(\.pem)?")


class SecretFolder:
    """The folder of all secrets; a file that exists is never overwritten by `get`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> str:
        """The secret of that name; where there is none, 43 random URL-safe characters, kept.

        An empty file is an error: it is a secret that somebody meant to give and did not.
        """
        found = self.find(name)
        if found is None:
            found = secrets.token_urlsafe(32)
            self.add(name, found)
        if not found:
            raise ValueError(f"the file of secret {name} is empty")
        return found

    def find(self, name: str) -> str | None:
        """The secret of that name without white space around it, if there is one."""
        try:
            return self._file(name).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def names(self, prefix: str) -> list[str]:
        """What follows the prefix in the names of secrets that are there, in order."""
        return sorted(file.name.removeprefix(prefix) for file in self._folder.glob(f"{prefix}*"))

    def add(self, name: str, value: str) -> None:
        """Keep a new secret; raises FileExistsError where there is one of that name."""
        partial = self._write_partial(name, value)
        try:
            # A link, not a rename: it refuses a name that is taken, and never shows half a file.
            os.link(partial, self._file(name))
        finally:
            partial.unlink()

    def add_all(self, values: Mapping[str, str]) -> None:
        """Keep several new secrets."""
        for name, value in values.items():
            self.add(name, value)

    def put(self, name: str, value: str) -> None:
        """Keep a secret in place of whatever was there: the operator's own wish."""
        if not value:
            raise ValueError("an empty secret is none")
        self._write_partial(name, value).replace(self._file(name))

    def _file(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot be the name of a secret")
        return self._folder / name

    def _write_partial(self, name: str, value: str) -> Path:
        partial = self._file(name).with_name(f".{name}.partial")
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(value)
            out.flush()
            os.fsync(out.fileno())
        return partial
