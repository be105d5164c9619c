"""Steps in the order of time: none is dated before the one that it follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from budgets.rules import RuleBroken, in_words


class BeforeWhatItFollows(RuleBroken):
    """A step is not dated before the one that it follows."""


def comes_after(day: date, steps: Mapping[str, date | None]) -> None:
    """Raises :class:`BeforeWhatItFollows` where a step that was taken lies after ``day``.

    ``steps`` says in words what happened when; what has not happened has no day.
    """
    for what, when in steps.items():
        if when is not None and day < when:
            raise BeforeWhatItFollows(
                f"It {what} on {in_words(when)}; {in_words(day)} lies before that."
            )
