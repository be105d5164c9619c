"""What a run saw: which pages, how many interactions, and everything that was wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Violation:
    """Something wrong with a page: where, in which way of looking at it, and what."""

    where: str
    way: str
    what: str

    def __str__(self) -> str:
        return f"{self.where} [{self.way}] {self.what}"


@dataclass
class Record:
    """Everything that a run saw. An interaction is a page opened, a link, a button, a key."""

    pages: set[str] = field(default_factory=set)
    interactions: Counter[str] = field(default_factory=Counter)
    violations: list[Violation] = field(default_factory=list)

    def seen(self, page: str, way: str) -> None:
        """One interaction, after which this page was looked at."""
        self.pages.add(page)
        self.interactions[way] += 1

    def wrong(self, where: str, way: str, what: str) -> None:
        """Something that must not be."""
        self.violations.append(Violation(where, way, what))

    def told(self) -> list[str]:
        """Each thing that was wrong, once, and where."""
        places: dict[str, list[str]] = {}
        for one in self.violations:
            places.setdefault(one.what, []).append(f"{one.where} [{one.way}]")
        return [f"{what}\n    at {', '.join(sorted(set(at)))}" for what, at in places.items()]

    def last_line(self) -> str:
        """The run in one line."""
        return (
            f"browser: {len(self.pages)} pages, {self.interactions.total()} interactions, "
            f"{len(self.violations)} violations"
        )
