"""The kinds of value that a request may carry, each with its own limits."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

# Bidirectional overrides, isolates and marks can make a text read as another than it is.
BIDI_CONTROLS = frozenset(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
)
# Letters and a sign that are drawn as nothing: fillers of Hangul and the empty Braille cell.
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
LINE_BREAKS = frozenset("\n\t")
LINE_ENDS = frozenset("\n\u2028\u2029")

WRITTEN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

LARGEST_PENCE = 2**63 - 1

FIRST_YEAR, LAST_YEAR = 1990, 2199


def clean_text(value: str) -> str:
    """A text in NFC with Unix line ends and no space around it.

    Raises ``ValueError`` for NUL and other control characters, lone surrogates and
    bidirectional controls, and where there is something but nothing to be seen. Joiners, which
    words of many languages need, may stand between what is seen.
    """
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    for character in text:
        if character in BIDI_CONTROLS:
            raise ValueError("must not hold characters that change the direction of text")
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in LINE_BREAKS:
            raise ValueError("must not hold control characters")
    if text and not any(map(_is_seen, text)):
        raise ValueError("must be filled in")
    return text


def _is_seen(character: str) -> bool:
    """Whether it shows something by itself: no control, nor what only joins or marks, nor space."""
    kind = unicodedata.category(character)
    return character not in BLANKS and kind[0] not in "MZ" and kind not in {"Cc", "Cf", "Cs"}


def _single_line(value: str) -> str:
    if not LINE_ENDS.isdisjoint(value):
        raise ValueError("must be a single line")
    return value


def _whole_number(value: Any) -> Any:
    """JSON numbers only where they are whole; digits of a form's text field are taken too."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19:
        return int(value)
    # Any other text too: pydantic would read "1.00" and "1_000" as whole numbers.
    if isinstance(value, bool | float | str):
        raise ValueError("must be a whole number")
    return value


def _written_day(value: Any) -> Any:
    """A day is written out: a number would be taken for seconds or days since 1970."""
    if isinstance(value, str) and not WRITTEN_DAY.fullmatch(value):
        raise ValueError("must be a day written YYYY-MM-DD")
    if isinstance(value, int | float):
        raise ValueError("must be a day written YYYY-MM-DD")
    return value


def _of_these_centuries(day: date) -> date:
    """A mistyped year would be told to everybody, and the log never forgets it."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError("must be a day between 1990 and 2199")
    return day


def ticked(value: Any) -> Any:
    """A box of a form that was ticked says ``yes``."""
    if isinstance(value, bool):
        return value
    if value == "yes":
        return True
    raise ValueError("must be true or false")


Text = Annotated[
    str,
    AfterValidator(clean_text),
    AfterValidator(_single_line),
    Field(min_length=1, max_length=300),
]
"""One line of up to 300 characters."""

LongText = Annotated[str, AfterValidator(clean_text), Field(min_length=1, max_length=4000)]
"""Up to 4,000 characters over several lines."""

CodeText = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
"""A code such as ``older-people``."""

WardText = Annotated[str, Field(pattern=r"^[A-Z][0-9]{8}$")]
"""A ward's code such as ``E05000635``."""

Pence = Annotated[int, BeforeValidator(_whole_number), Field(ge=0, le=LARGEST_PENCE)]
"""Money in whole pence."""

Day = Annotated[date, BeforeValidator(_written_day), AfterValidator(_of_these_centuries)]
"""A day as ``YYYY-MM-DD``, of these two centuries: a year mistyped is never told to anybody."""

Count = Annotated[int, BeforeValidator(_whole_number), Field(ge=0, le=1_000_000_000)]
"""A number of things or people."""

Accepted = Annotated[Literal[True], BeforeValidator(ticked)]
"""True, and nothing else: a box that has to be ticked."""
