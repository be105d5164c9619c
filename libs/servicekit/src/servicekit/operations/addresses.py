"""Where an operator's command finds the service's database and broker."""

from __future__ import annotations

import os
from pathlib import Path


class NoAddress(Exception):
    """A setting that the command needs is missing."""


def setting(name: str) -> str:
    """``CIVIC_<NAME>``, or its file in ``CIVIC_SECRETS_DIR``; raises :class:`NoAddress`."""
    folder = os.environ.get("CIVIC_SECRETS_DIR")
    if folder and (found := Path(folder, f"civic_{name}")).is_file():
        return found.read_text().strip()
    try:
        return os.environ[f"CIVIC_{name.upper()}"]
    except KeyError:
        raise NoAddress(f"CIVIC_{name.upper()} is not set") from None
