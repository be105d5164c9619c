"""What an award may say."""

from __future__ import annotations

from collections.abc import Sequence

from budgets.rules import RuleBroken


class NamedTwice(RuleBroken):
    """Conditions, roles and instalments each have a code of their own."""


class ConditionUnknown(RuleBroken):
    """The award has no such condition."""


class ConditionAlreadyMet(RuleBroken):
    """The condition was met before."""


def each_has_its_own_code(codes: Sequence[str]) -> None:
    """Raises :class:`NamedTwice`."""
    if len(set(codes)) != len(codes):
        raise NamedTwice
