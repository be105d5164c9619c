"""What an award may say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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


def with_codes(kind: str, given: Sequence[Any]) -> list[Any]:
    """Each with a code: its own, or its place ("condition-2").

    Never made of its words: those can be withdrawn, and a code stays in every log.
    """
    return [
        one if one.code else one.model_copy(update={"code": f"{kind}-{place}"})
        for place, one in enumerate(given, start=1)
    ]
