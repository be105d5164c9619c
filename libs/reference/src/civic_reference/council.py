"""What is known about the council, with the questions that services ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY = 5


class UnknownWard(LookupError):
    """No ward ever had this code."""


class NotCovered(LookupError):
    """The file does not say which days of that year are bank holidays."""


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward of the council; both dates belong to its life, and the last may not be known yet."""

    code: str
    name: str
    valid_from: date
    valid_until: date | None
    successors: tuple[str, ...]

    def is_valid_on(self, day: date) -> bool:
        """Whether the ward exists on this day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Council:
    """The reference data of one council. The mappings are from codes to English labels."""

    code: str
    name: str
    sha256: str
    wards: tuple[Ward, ...]
    departments: Mapping[str, str]
    themes: Mapping[str, str]
    areas: Mapping[str, str]
    principles: Mapping[str, str]
    test_questions: Mapping[str, str]
    criteria: Mapping[str, str]
    bank_holidays: Mapping[date, str]
    _wards_by_code: Mapping[str, Ward]
    _covered_years: frozenset[int]

    def ward(self, code: str) -> Ward:
        """Return the ward with this code, of whatever time; ``UnknownWard`` if there is none."""
        try:
            return self._wards_by_code[code]
        except KeyError:
            raise UnknownWard(f"{self.name} has no ward {code}") from None

    def wards_on(self, day: date) -> tuple[Ward, ...]:
        """Return the wards that exist on a day, by name."""
        return tuple(ward for ward in self.wards if ward.is_valid_on(day))

    def is_working_day(self, day: date) -> bool:
        """Whether council offices are open: no weekend, no bank holiday. May be ``NotCovered``."""
        if day.year not in self._covered_years:
            raise NotCovered(f"the bank holidays of {day.year} are not in the reference data")
        return day.weekday() < _SATURDAY and day not in self.bank_holidays

    def working_days_after(self, start: date, n: int) -> date:
        """Return the n-th working day after ``start``, which itself never counts.

        With n = 0 it is ``start``. ``ValueError`` where n is negative, ``NotCovered`` where the
        days run into a year whose bank holidays are not known.
        """
        if n < 0:
            raise ValueError("working days are counted forwards")
        day = start
        while n:
            day += timedelta(days=1)
            n -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after ``start`` up to and including ``end``; 0 if not later."""
        days = range(1, (end - start).days + 1)
        return sum(self.is_working_day(start + timedelta(days=offset)) for offset in days)
