"""What holds for a barrier."""

from __future__ import annotations

from datetime import date

from ideas.rules import RuleBroken

KINDS = ("legal", "procedural", "practical")


class BarrierWasRemoved(RuleBroken):
    """This barrier has been removed already."""


class BarrierStoodLaterThanThat(RuleBroken):
    """A barrier is not removed before it was logged."""


def the_barrier_stands(removed_on: date | None, logged_on: date, day: date) -> None:
    """Raises where the barrier is gone, or was not there yet on ``day``."""
    if removed_on is not None:
        raise BarrierWasRemoved
    if day < logged_on:
        raise BarrierStoodLaterThanThat
