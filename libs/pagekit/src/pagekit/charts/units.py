"""What a chart's numbers are, and how they are written in full and in short."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from pagekit.languages import marked
from pagekit.wording import count, pounds

Number = int | float | Decimal
_STEPS = ((10**12, "tn"), (10**9, "bn"), (10**6, "m"), (10**3, "k"))
_MINUS = "−"


def _decimal(value: Number, places: int) -> str:
    """Rounded half up, without needless noughts: 1.50 is "1.5"."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(exact):,}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{_MINUS if exact < 0 else ''}{text}"


def _short(value: Number) -> str:
    """1234567 is "1.2m": three figures at most, for an axis."""
    size = abs(Decimal(str(value)))
    for step, letter in _STEPS:
        if size >= step:
            return f"{_decimal(Decimal(str(value)) / step, 1 if size < 100 * step else 0)}{letter}"
    return _decimal(value, 2)


def total(values: Iterable[Number]) -> Number:
    """The exact sum: floats are added as the decimals they are written as."""
    known = list(values)
    if all(isinstance(one, int) for one in known):
        return sum(int(one) for one in known)
    return sum((Decimal(str(one)) for one in known), Decimal(0))


def finite(value: Number) -> bool:
    """Whether this is a number that can be drawn: neither infinite nor no number at all."""
    return not isinstance(value, bool) and math.isfinite(value)


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted: `noun` in the plural ("ideas"), or "" where the kind says it.

    Kinds: a plain number; money in whole pence; a share of one, shown as a percentage.
    """

    noun: str = ""
    kind: Literal["number", "pence", "share"] = "number"

    def full(self, value: Number) -> str:
        """The number as it stands in the table: "£1,234.56", "1,234", "41.3%"."""
        if self.kind == "pence":
            return pounds(int(value))
        if self.kind == "share":
            return f"{_decimal(Decimal(str(value)) * 100, 1)}%"
        return count(value) if isinstance(value, int) else _decimal(value, 2)

    def short(self, value: Number) -> str:
        """The number where there is little room: "£46k", "1.2m", "41.3%"."""
        if self.kind == "pence":
            text = _short(Decimal(str(value)) / 100)
            return f"{_MINUS}£{text[1:]}" if text.startswith(_MINUS) else f"£{text}"
        return self.full(value) if self.kind == "share" else _short(value)

    @property
    def title(self) -> str:
        """The heading of a column of such numbers."""
        names = {"pence": marked("Pounds"), "share": marked("Per cent"), "number": marked("Number")}
        return (self.noun[:1].upper() + self.noun[1:]) or names[self.kind]


COUNT = Unit()
POUNDS = Unit(kind="pence")
SHARE = Unit(kind="share")
