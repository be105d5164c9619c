"""What a run of the fault table has done so far, on disk, so that a run that was ended goes on."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

MOST_FAILURES = 20
MOST_SAMPLES = 20_000


@dataclass
class Progress:
    """The sums of one row. ``samples`` are measurements by name, in seconds unless said."""

    done: int = 0
    lost: int = 0
    doubled: int = 0
    failures: list[str] = field(default_factory=list)
    samples: dict[str, list[float]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, other: Progress) -> None:
        """Adds what a further part of the dose found."""
        self.done += other.done
        self.lost += other.lost
        self.doubled += other.doubled
        self.failures = (self.failures + other.failures)[:MOST_FAILURES]
        for name, values in other.samples.items():
            self.samples[name] = (self.samples.get(name, []) + values)[-MOST_SAMPLES:]
        for name, count in other.counts.items():
            self.counts[name] = self.counts.get(name, 0) + count


class State:
    """The progress of every row in one JSON file; each change is on disk before it counts."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        self._rows: dict[str, Progress] = {}
        if file is not None and file.is_file():
            found = json.loads(file.read_text(encoding="utf-8"))
            self._rows = {key: Progress(**value) for key, value in found.items()}

    def of(self, key: str) -> Progress:
        """What a row has done so far."""
        return self._rows.setdefault(key, Progress())

    def add(self, key: str, part: Progress) -> None:
        """Adds a part that has been checked to its row."""
        self.of(key).add(part)
        if self.file is not None:
            self._write(self.file)

    def _write(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(".partial")
        with partial.open("w", encoding="utf-8") as out:
            json.dump({key: asdict(row) for key, row in self._rows.items()}, out)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(file)
