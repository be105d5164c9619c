"""What must hold before money is booked back."""

from __future__ import annotations

from budgets.rules import RuleBroken


class CorrectionSettledAlready(RuleBroken):
    """The correction was confirmed or refused before."""


class ConfirmedByAnotherPerson(RuleBroken):
    """Whoever entered a correction does not confirm it."""


def is_unsettled(state: str) -> None:
    """Raises :class:`CorrectionSettledAlready`."""
    if state != "entered":
        raise CorrectionSettledAlready


def two_people_act(entered_by: str, confirmed_by: str) -> None:
    """Raises :class:`ConfirmedByAnotherPerson`: money is never booked back by one person alone."""
    if entered_by == confirmed_by:
        raise ConfirmedByAnotherPerson
