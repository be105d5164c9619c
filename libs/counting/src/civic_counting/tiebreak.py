"""Ties: declared before the vote, applied the same way every time, and reported.

A tie-break is a list of keys, tried one after the other until one tells the projects apart:

    score        more votes (or points) first
    cost         cheaper first
    dearer       dearer first
    order        earlier on the ballot paper first
    lot:SEED     by drawing lots that anyone can redraw: ascending SHA-256 of "SEED|id"
    id           by project number ("9" before "10"); always tried last, so that every tie ends
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from civic_counting.elections import Election
from civic_counting.errors import RuleError

_SAID = {
    "score": "more votes or points first",
    "cost": "cheaper first",
    "dearer": "dearer first",
    "order": "earlier on the ballot paper first",
    "id": "lower project number first",
}

Key = tuple[tuple[int, int, str], ...]
"""Compared piece by piece: (0, number, "") before (1, 0, text)."""


@dataclass(frozen=True, slots=True)
class TieBreak:
    """A declared tie-break.

    Attributes:
        keys: as in the module's table; ``id`` is added at the end where it is missing.
    """

    keys: tuple[str, ...] = ("score", "cost", "id")

    def __post_init__(self) -> None:
        for key in self.keys:
            if key not in _SAID and not (key.startswith("lot:") and len(key) > len("lot:")):
                raise RuleError(f"{key!r} is no tie-break; known are {', '.join(_SAID)}, lot:SEED")

    @classmethod
    def parse(cls, text: str) -> TieBreak:
        """Read a declaration such as "score,cost,lot:2026-05-07 first goal"."""
        return cls(tuple(part.strip() for part in text.split(",") if part.strip()))

    @property
    def code(self) -> str:
        """The declaration in one line; ``parse`` reads it back."""
        return ",".join(self.keys)

    def describe(self) -> str:
        """The tie-break in plain English."""
        said = [self._say(key) for key in self._complete()]
        return "; then ".join(said)

    def ranks(self, election: Election, scores: Sequence[int]) -> list[int]:
        """For each project its place in the order that ends ties: 0 goes first."""
        columns = [_column(key, election, scores) for key in self._complete()]
        ordered = sorted(range(len(scores)), key=lambda n: tuple(c[n] for c in columns))
        ranks = [0] * len(scores)
        for rank, number in enumerate(ordered):
            ranks[number] = rank
        return ranks

    def decided_by(
        self, election: Election, scores: Sequence[int], tied: Sequence[int], first: int
    ) -> str:
        """The key that put ``first`` before the other tied projects, in plain English."""
        for key in self._complete():
            column = _column(key, election, scores)
            if all(column[first] < column[other] for other in tied if other != first):
                return self._say(key)
        return self.describe()

    def _complete(self) -> tuple[str, ...]:
        return self.keys if "id" in self.keys else (*self.keys, "id")

    @staticmethod
    def _say(key: str) -> str:
        return _SAID.get(key) or f"by lot, drawn with {key.removeprefix('lot:')!r}"


def _column(key: str, election: Election, scores: Sequence[int]) -> Sequence[Key]:
    if key == "score":
        return [_number(-score) for score in scores]
    if key == "cost":
        return [_number(cost) for cost in election.costs]
    if key == "dearer":
        return [_number(-cost) for cost in election.costs]
    if key == "order":
        return [_number(place) for place in range(len(scores))]
    ids = [project.id for project in election.projects]
    if key == "id":
        return [_natural(one) for one in ids]
    seed = key.removeprefix("lot:")
    drawn = [hashlib.sha256(f"{seed}|{one}".encode()).digest() for one in ids]
    return [_number(int.from_bytes(one, "big")) for one in drawn]


def _number(value: int) -> Key:
    return ((0, value, ""),)


def _natural(text: str) -> Key:
    """Sort "9" before "10" and tell "9" from "09"."""
    parts = re.findall(r"[0-9]+|[^0-9]+", text, re.ASCII)
    numbered = [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
    return (*numbered, (2, 0, text))
