"""When a project is finished, and what is asked afterwards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from budgets.policy.domain import months_after
from budgets.rules import RuleBroken, in_words

REVOKED = "revoked"
"""The state of a project whose award was taken back before anybody had signed."""


class ProjectCompletedAlready(RuleBroken):
    """The project was completed before."""


class ProjectNotCompleted(RuleBroken):
    """The project is not completed yet."""


class NoAgreementYet(RuleBroken):
    """A project is completed under an agreement, and none was signed."""


class ProjectDoesNotTakePlace(RuleBroken):
    """The project's award was taken back."""


class ConditionsOutstanding(RuleBroken):
    """Conditions of the award have not been met."""


class NotAskedThen(RuleBroken):
    """The policy asks after other months whether a project is still going."""


class AskedTooEarly(RuleBroken):
    """Whether a project is still going is asked once that time has passed."""


class AskedAlready(RuleBroken):
    """That was asked and answered before."""


class SameWard(RuleBroken):
    """A project is replicated in a ward that did not pay for it."""


class ToldAlready(RuleBroken):
    """That was told before."""


def takes_place(state: str) -> None:
    """Raises :class:`ProjectDoesNotTakePlace`."""
    if state == REVOKED:
        raise ProjectDoesNotTakePlace


def conditions_are_met(unmet: Collection[str]) -> None:
    """Raises :class:`ConditionsOutstanding`."""
    if unmet:
        raise ConditionsOutstanding(f"Not met yet: {', '.join(sorted(unmet))}.")


def is_asked_when_due(completed_on: date, months: int, asked: Collection[int], day: date) -> None:
    """Raises :class:`NotAskedThen` or :class:`AskedTooEarly`."""
    if months not in asked:
        raise NotAskedThen(f"It is asked after {', '.join(map(str, sorted(asked)))} months.")
    due = months_after(completed_on, months)
    if day < due:
        raise AskedTooEarly(f"{months} months after completion is {in_words(due)}.")


def latest_measures(recorded: Iterable[Iterable[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Of each measure the figure that was recorded last, in the order of first mention."""
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for measures in recorded:
        for one in measures:
            latest[(one["code"], one["unit"])] = dict(one)
    return list(latest.values())
