"""What a council alone can say in the statements that it must publish.

The pages say by themselves what the software does. Whom to ask, what an audit found and when the
statement was last reviewed only the council knows; where it has not said so, the page says that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Compliance = Literal["", "full", "partial", "none"]


class StatementError(ValueError):
    """A statement's setting that is not written as it must be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """Whom to ask about data protection, and how long the council keeps records of money.

    `officer` is the data protection officer as people write to them, `officer_contact` their mail
    address; `payments_years` what the council's own retention schedule says of payments.
    """

    officer: str = ""
    officer_contact: str = ""
    payments_years: int = 0

    def __post_init__(self) -> None:
        _texts("privacy", officer=self.officer, officer_contact=self.officer_contact)
        if self.officer_contact and "@" not in self.officer_contact:
            raise StatementError("privacy.officer_contact must be a mail address")
        _number("privacy.payments_years", self.payments_years, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessibility:
    """What the regulations of 2018 have a council say of its own knowledge.

    `compliance` is what an audit found (full, partial or none), with its `problems`, each a
    sentence, where it is not full. `tested` is when and `tested_by` who looked; `prepared` and
    `reviewed` are the statement's own days; `answer_days` is within how many days a report of a
    barrier is answered.
    """

    compliance: Compliance = ""
    problems: tuple[str, ...] = ()
    tested: date | None = None
    tested_by: str = ""
    prepared: date | None = None
    reviewed: date | None = None
    answer_days: int = 0

    def __post_init__(self) -> None:
        if self.compliance not in get_args(Compliance):
            raise StatementError("accessibility.compliance must be full, partial or none")
        for name in ("tested", "prepared", "reviewed"):
            value = getattr(self, name)
            if value is not None and type(value) is not date:
                raise StatementError(f"accessibility.{name} must be a day, such as 2026-05-01")
        _texts("accessibility", tested_by=self.tested_by)
        _number("accessibility.answer_days", self.answer_days, 365)
        self._problems_agree()

    def _problems_agree(self) -> None:
        if not isinstance(self.problems, tuple) or not all(
            isinstance(one, str) and one.strip() for one in self.problems
        ):
            raise StatementError("accessibility.problems must be a list of sentences")
        if self.compliance == "full" and self.problems:
            raise StatementError("accessibility.compliance is full, but there are problems")
        if self.compliance in ("partial", "none") and not self.problems:
            raise StatementError("accessibility.problems must say why compliance is not full")
        if self.compliance and self.tested is None:
            raise StatementError("accessibility.tested must say when compliance was looked at")


def _texts(table: str, **given: object) -> None:
    for name, value in given.items():
        if not isinstance(value, str):
            raise StatementError(f"{table}.{name} must be a text")


def _number(name: str, value: object, most: int) -> None:
    if type(value) is not int or not 0 <= value <= most:
        raise StatementError(f"{name} must be a whole number up to {most}")
