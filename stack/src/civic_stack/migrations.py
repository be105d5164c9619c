"""Bringing the services' databases to their present shape, and knowing when they have it."""

import hashlib
import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path

from civic_stack import programs
from civic_stack.one_shot import run_to_end

_KIT = "servicekit"


class Migrations:
    """The migrations of one run; `folder` keeps what was done beside the data it was done to."""

    def __init__(self, folder: Path, inherited: tuple[int, ...] = ()) -> None:
        self._folder = folder
        self._inherited = inherited
        self._record = folder / "migrated.json"

    def pending(self, service: str) -> bool:
        """Whether the service's or the kit's migrations differ from those last carried out."""
        return self._done().get(service) != _digest(service)

    async def run(self, service: str, environment: Mapping[str, str]) -> None:
        """Migrate one service's database; raises CommandFailed."""
        log = self._folder / f"migrate-{service}.log"
        await run_to_end(programs.migration(service), environment, log, inherited=self._inherited)
        done = self._done() | {service: _digest(service)}
        self._record.write_text(json.dumps(done, indent=1), encoding="utf-8")

    def _done(self) -> dict[str, str]:
        try:
            done: dict[str, str] = json.loads(self._record.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return done


def _digest(service: str) -> str:
    """SHA-256 over every migration that `servicekit.migrate` would look at."""
    total = hashlib.sha256()
    for package in (_KIT, service):
        for file in sorted(_folder_of(package).joinpath("migrations").rglob("*.py")):
            total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def _folder_of(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed")
    return Path(spec.origin).parent
