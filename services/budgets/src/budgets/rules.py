"""The one base of every rule that can say no, and how a day reads in what it says.

Answered with 409 and the rule's name.
"""

from datetime import date


class RuleBroken(Exception):
    """A rule of the council's says no. A subclass's name is the rule, its docstring the reason."""

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail or " ".join((type(self).__doc__ or "").split()))


def in_words(day: date) -> str:
    """A day as people read it in a refusal: ``21 March 2010``. Pages say it in their language."""
    return f"{day.day} {day:%B} {day.year}"
