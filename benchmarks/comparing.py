"""Comparing two ways of doing the same: by turns, and by their medians."""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

ROUNDS = 5

Figure = TypeVar("Figure")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what was measured, beside what, and whether it is enough.

    One without a ``reach`` shows what something costs by itself, and is neither.
    """

    code: str
    what: str
    measured: str
    reference: str
    ratio: str
    reach: str = ""
    reached: bool = True


async def by_turns(
    ours: Callable[[], Awaitable[Figure]],
    reference: Callable[[], Awaitable[Figure]],
    *,
    rounds: int = ROUNDS,
) -> tuple[list[Figure], list[Figure]]:
    """What both come to, run in turns after one unmeasured run of each."""
    first, second = await all_by_turns(ours, reference, rounds=rounds)
    return first, second


async def all_by_turns(
    *runs: Callable[[], Awaitable[Figure]], rounds: int = ROUNDS
) -> list[list[Figure]]:
    """The same of any number.

    What slows the machine down for a while so meets all of them.
    """
    found: list[list[Figure]] = [[] for _ in runs]
    for number in range(rounds + 1):
        for run, figures in zip(runs, found, strict=True):
            gc.collect()
            figure = await run()
            if number:
                figures.append(figure)
    return found


def rates(
    code: str,
    what: str,
    reference: str,
    pair: tuple[list[float], list[float]],
    *,
    at_least: float,
    aim: str,
) -> Line:
    """The line of a comparison of two rates, in events per second, by their medians."""
    ours, theirs = median(pair[0]), median(pair[1])
    ratio = ours / theirs
    return Line(
        code=code,
        what=what,
        measured=f"{ours:,.0f}/s",
        reference=f"{reference}: {theirs:,.0f}/s",
        ratio=f"{ratio:.2f} ×",
        reach=f"≥ {at_least:g} ×{aim}",
        reached=ratio >= at_least,
    )
