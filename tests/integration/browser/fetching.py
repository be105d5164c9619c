"""axe-core, which looks for barriers in a page: fetched once, by a lock file's version and hash.

``python tests/integration/browser/fetching.py`` fetches it and prints where it is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

LOCKED = Path(__file__).parent / "axe"
ROOT = Path(__file__).parents[3]
FETCH = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")


class NotHere(Exception):
    """axe-core is not there and cannot be fetched; the text says why."""


def found() -> Path | None:
    """axe.min.js: the file that CIVIC_AXE names, or what was fetched by today's lock file."""
    if named := os.environ.get("CIVIC_AXE"):
        return Path(named)
    stamp = _folder() / "fetched"
    if stamp.is_file() and stamp.read_text() == (LOCKED / "package-lock.json").read_text():
        return _script()
    return None


def fetched() -> Path:
    """The same, fetched from the package registry where it is not there yet; NotHere."""
    if (here := found()) is not None:
        return here
    if shutil.which("npm") is None:
        raise NotHere("npm is not installed; CIVIC_AXE may name axe-core's axe.min.js instead")
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LOCKED / name, folder)
    done = subprocess.run(FETCH, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotHere(f"npm could not fetch axe-core: {done.stderr[-400:]}")
    (folder / "fetched").write_text((LOCKED / "package-lock.json").read_text())
    return _script()


def _folder() -> Path:
    return ROOT / ".cache" / "axe-core"


def _script() -> Path:
    return _folder() / "node_modules" / "axe-core" / "axe.min.js"


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{fetched()}\n")
    except NotHere as reason:
        sys.exit(f"browser: {reason}")
