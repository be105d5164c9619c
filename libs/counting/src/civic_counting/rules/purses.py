"""What voters have left, in floating point, with a bound on how wrong it is.

Equal Shares asks again and again how much each supporter would pay for a project. These
purses answer fast and approximately; ``equal_shares`` decides what the answer is good for.
All money is scaled by the number of voters, so that an equal share is a whole number.

The answers come in two versions, lists of the standard library and numpy arrays, which may
round differently. That never shows: a decision is taken on them only if it is certain.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from typing import NamedTuple, Protocol

from civic_counting.elections import Election
from civic_counting.support import Support

ROUNDING = 2.0**-52
"""Twice the unit roundoff of a double; every bound below has room to spare."""

WORTH_IT = 20_000
"""Supporter entries from which numpy is faster than lists."""


class Probe(NamedTuple):
    """What comes together for a project when every supporter pays the same rate per point,
    or all he has.

    Attributes:
        paid: scaled money that comes together.
        rest: points of those who can pay the rate.
    """

    paid: float
    rest: float


class Purses(Protocol):
    """Purses of all distinct ballots."""

    def fill(self, share: int) -> None:
        """Put the same scaled share into every voter's purse."""

    def probe(self, project: int, rate: float) -> Probe:
        """What a rate would bring in."""

    def least(self, project: int) -> float:
        """The least scaled money per point in a supporter's purse."""

    def pay(self, project: int, rate: float) -> None:
        """Take the money out of the supporters' purses."""


def purses_for(
    election: Election, wanted: Sequence[Support], accelerate: bool | None = None
) -> Purses:
    """The purses that suit the election.

    Args:
        accelerate: True for numpy, False for lists, None to decide by size, by whether numpy
            is installed, and by the environment (``CIVIC_COUNTING_NUMPY=0`` forbids it).
    """
    from civic_counting.rules.purses_of_lists import ListPurses

    weights = election.box.weights
    if accelerate is None:
        entries = sum(len(support.ballots) for support in wanted)
        accelerate = entries >= WORTH_IT and numpy_allowed()
    if accelerate:
        from civic_counting.rules.purses_of_arrays import ArrayPurses

        return ArrayPurses(weights, wanted)
    return ListPurses(weights, wanted)


def numpy_allowed() -> bool:
    """Whether numpy is installed and not forbidden by the environment."""
    if os.environ.get("CIVIC_COUNTING_NUMPY") == "0":
        return False
    return find_spec("numpy") is not None
