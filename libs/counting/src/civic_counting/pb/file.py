"""What a .pb file says, once read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from civic_counting.elections import Election


class Notice(NamedTuple):
    """A fault that was read over on request: where, and what is wrong there."""

    line: int
    reason: str


@dataclass(frozen=True)
class PbFile:
    """One .pb file.

    Attributes:
        election: what there is to count.
        rule: the rule's name as the file declares it; empty where it declares none.
        published: the file's ``selected`` column by project number: 0 not funded, 1 funded,
            2 and 3 funded in a way the file's comment explains; empty where it has none.
        notices: faults read over, if the reader was told to.
    """

    election: Election
    rule: str
    published: Mapping[int, int]
    notices: tuple[Notice, ...] = ()
