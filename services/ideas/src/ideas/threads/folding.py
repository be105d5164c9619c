"""What the figures of a thread's steps come to, so that each is true by itself.

A figure without an owner is one thing measured again and again: the latest stands. Figures of
several groups or opportunities are of different people and places: they add up, and a committee's
members are members of its group already. Those of several meetings may be of the same people:
the largest meeting stands for all, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import BaseModel

# Amounts that add up over a thread; of all others the latest is the one that counts.
ADDED = frozenset({"awarded", "given-back", "paid", "spent", "match-funding", "sponsorship"})
ADDED_FIGURES = frozenset({"volunteer-time", "staff-time", "space-time", "times-used"})
OF_MEETINGS = frozenset({"participants", "facilitators", "tables", "listening-groups"})
LARGEST = "largest-meeting"


class FigureView(BaseModel):
    """A recorded figure; ``of`` is whose, where several on one thread have one."""

    code: str
    value: int
    unit: str
    of: str = ""
    within: str = ""


class MoneyView(BaseModel):
    """An amount in pence and what it is."""

    label: str
    pence: int


class FiguresView(BaseModel):
    """What the steps come to: sums over groups, of time and of money; else the latest.

    Awarded is what was awarded and not given back.

    Of meetings the largest counts: its figures are ``of`` "largest-meeting" where there are more.
    """

    measures: list[FigureView]
    money: list[MoneyView]


def folded(measures: Iterable[FigureView], amounts: Iterable[MoneyView]) -> FiguresView:
    """The figures of steps, oldest first, as those of the whole."""
    kept: dict[str, list[FigureView]] = {}
    for one in measures:
        kept.setdefault(one.code, []).append(one)
    money: dict[str, int] = {}
    for amount in amounts:
        added = money.get(amount.label, 0) if amount.label in ADDED else 0
        money[amount.label] = amount.pence + added
    if "awarded" in money:
        # As in the wards' accounts: what was given back to them is awarded no more.
        money["awarded"] -= money.pop("given-back", 0)
    return FiguresView(
        measures=[_of_all(code, said) for code, said in kept.items()],
        money=[MoneyView(label=label, pence=pence) for label, pence in money.items()],
    )


def _of_all(code: str, said: Sequence[FigureView]) -> FigureView:
    unit = said[-1].unit
    if code in ADDED_FIGURES:
        return FigureView(code=code, value=sum(one.value for one in said), unit=unit)
    latest = {one.of: one for one in said}
    if len(latest) > 1:
        # Places that an award asked for are the same places once opportunities offer them.
        latest.pop("", None)
    if code in OF_MEETINGS:
        largest = max(one.value for one in latest.values())
        return FigureView(
            code=code, value=largest, unit=unit, of=LARGEST if len(latest) > 1 else ""
        )
    # A later count of a group does not say again what the group is a part of.
    within = {one.of: one.within for one in said if one.within}
    value = sum(one.value for of, one in latest.items() if within.get(of) not in latest)
    return FigureView(code=code, value=value, unit=unit)
