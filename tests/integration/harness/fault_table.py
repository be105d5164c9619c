"""What a row of the fault table is: how it is declared, how often it runs, what it finds.

A row is an async function under :func:`fault`. It works through its dose in parts; each part is
driven, settled and checked against the invariants before it is recorded, so that a run which is
ended goes on with the part it was in.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING

from harness.fault_state import Progress, State

if TYPE_CHECKING:
    from harness.example_world import Worlds


LOG = logging.getLogger("faults")


@dataclass(frozen=True, slots=True)
class Breach:
    """An invariant that does not hold: the check's name, what it saw, what that amounts to."""

    check: str
    detail: str
    lost: int = 0
    doubled: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What a row found: what ran, in words, and what it amounts to.

    ``late`` are the medians that came out beyond their bounds: whoever runs a row beside other
    work can tell what is wrong from what is slow.
    """

    did: str
    lost: int
    doubled: int
    failures: list[str]
    measured: str
    late: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        """Whether nothing was lost, doubled or otherwise amiss, however long it took."""
        return not (self.lost or self.doubled or self.failures)

    @property
    def passed(self) -> bool:
        """Whether all is right, and in time."""
        return not self.why

    @property
    def why(self) -> list[str]:
        """In words, what is not as it must be; what is wrong before what is late."""
        told = [] if self.failures or self.right else ["lost or doubled"]
        return [*self.failures, *told, *self.late]


@dataclass
class Part:
    """One part of a dose: ``times`` faults, drawn with ``chance``, and what they led to."""

    times: int
    chance: Random
    folder: Path
    found: Progress = field(default_factory=Progress)

    def check(self, breaches: Iterable[Breach]) -> None:
        """Notes broken invariants."""
        for breach in breaches:
            self.found.lost += breach.lost
            self.found.doubled += breach.doubled
            self.fail(f"{breach.check}: {breach.detail}")

    def fail(self, why: str) -> None:
        """Notes anything else that must not be."""
        self.found.failures.append(why)

    def measure(
        self, name: str, value: float, *, unit: str = "s", at_most: float | None = None
    ) -> None:
        """Notes a measurement, seconds unless said; one beyond ``at_most`` fails the row."""
        self.found.samples.setdefault(f"{name}, {unit}", []).append(round(value, 3))
        if at_most is not None and value > at_most:
            self.fail(f"{name}: {value:.1f} {unit}, not {at_most:g} {unit} at most")

    def count(self, name: str, number: int = 1) -> None:
        """Adds to a figure that the table shows, such as commands driven."""
        self.found.counts[name] = self.found.counts.get(name, 0) + number


@dataclass
class Dose:
    """How often a row is to run in all, the seed that replays it, and where it stands."""

    key: str
    times: int
    seed: int
    state: State
    folder: Path
    worlds: Worlds
    until: float = float("inf")  # time.monotonic() at which no further part is begun

    @property
    def left(self) -> int:
        """How many faults are still to be made."""
        return max(0, self.times - self.state.of(self.key).done)

    def parts(self, *, of: int) -> Iterator[Part]:
        """What is left of the dose, ``of`` at a time; a part is recorded when the next is asked."""
        while self.left and time.monotonic() < self.until:
            done = self.state.of(self.key).done
            folder = self.folder / self.key / str(done)
            folder.mkdir(parents=True, exist_ok=True)
            chance = Random(f"{self.seed}/{self.key}/{done}")
            part = Part(min(of, self.left), chance, folder)
            yield part
            part.found.done = part.times
            self.state.add(self.key, part.found)
            LOG.info("%s: %d of %d%s", self.key, done + part.times, self.times, _amiss(part))

    def finding(self, medians: Mapping[str, float] | None = None) -> Finding:
        """What all parts found so far.

        ``medians`` bounds the medians of measurements, in seconds: a machine that others use at
        the same time makes single ones late.
        """
        row = self.state.of(self.key)
        counts = "".join(f", {number:,} {name}" for name, number in sorted(row.counts.items()))
        late = [
            f"{name}: median {median(values):.1f} s, not {bound:g} s at most"
            for name, bound in (medians or {}).items()
            if (values := row.samples.get(f"{name}, s")) and median(values) > bound
        ]
        did = f"{row.done}{counts}"
        return Finding(did, row.lost, row.doubled, row.failures, measured(row), late)


def _amiss(part: Part) -> str:
    return "".join(f"\n  {why}" for why in part.found.failures[:5])


def measured(row: Progress) -> str:
    """The measurements of a row as medians and worst cases."""
    return "; ".join(
        f"{name}: p50 {median(values):.1f}, worst {max(values):.1f}"
        for name, values in sorted(row.samples.items())
    )


# How soon a killed process is to be back, whatever the machine has to do; how long an undisturbed
# start took is told beside it, and excuses nothing.
BACK_SECONDS = 5.0
BACK = "back ≤ 5 s (median)"
BACK_WITHIN = {"back": BACK_SECONDS}


Run = Callable[[Dose], Awaitable[Finding]]


@dataclass(frozen=True, slots=True)
class Row:
    """A declared row: ``short`` and ``full`` are its doses."""

    key: str
    title: str
    short: int
    full: int
    passes: str
    run: Run


ROWS: dict[str, Row] = {}


def fault(title: str, *, short: int, full: int, passes: str) -> Callable[[Run], Run]:
    """Declares a row under its function's name; ``passes`` says in words what must hold."""

    def declare(run: Run) -> Run:
        key = run.__name__
        if key in ROWS:
            raise ValueError(f"two rows are called {key}")
        ROWS[key] = Row(key, title, short, full, passes, run)
        return run

    return declare
