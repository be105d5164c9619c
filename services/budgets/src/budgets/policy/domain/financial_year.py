"""Financial years from April to March, written ``2009-10``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_WRITTEN = re.compile(r"(\d{4})-(\d{2})")
APRIL = 4
FIRST, LAST = 1900, 2200


@dataclass(frozen=True, slots=True, order=True)
class FinancialYear:
    """The year that begins on 1 April of ``begins``."""

    begins: int

    @classmethod
    def of(cls, day: date) -> FinancialYear:
        """The financial year that a day lies in."""
        return cls(day.year if day.month >= APRIL else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> FinancialYear:
        """Reads ``2009-10``; ``ValueError`` where it is not a year and the next."""
        found = _WRITTEN.fullmatch(text)
        if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
            raise ValueError("a financial year is written 2009-10")
        if not FIRST <= int(found[1]) <= LAST:
            raise ValueError(f"a financial year begins between {FIRST} and {LAST}")
        return cls(int(found[1]))

    @property
    def first_day(self) -> date:
        """1 April."""
        return date(self.begins, APRIL, 1)

    @property
    def last_day(self) -> date:
        """31 March of the year after."""
        return date(self.begins + 1, APRIL - 1, 31)

    def nearest(self, day: date) -> date:
        """The day itself, or the end of the year that it lies beyond."""
        return min(max(day, self.first_day), self.last_day)

    def __str__(self) -> str:
        return f"{self.begins}-{(self.begins + 1) % 100:02}"
