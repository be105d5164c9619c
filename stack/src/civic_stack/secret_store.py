"""Random passwords of one run, kept beside its data so that kept data can be opened again."""

import json
import os
import secrets
from pathlib import Path


class SecretStore:
    """Named random secrets in one JSON file that only its owner can read (mode 600)."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._values: dict[str, str] = {}
        if file.is_file():
            self._values = json.loads(file.read_text(encoding="utf-8"))

    def get(self, name: str) -> str:
        """The secret of that name (43 characters, URL-safe), made and stored on first use."""
        if name not in self._values:
            self._values[name] = secrets.token_urlsafe(32)
            self._save()
        return self._values[name]

    def _save(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        partial = self._file.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(self._values, out, indent=1)
        partial.replace(self._file)
