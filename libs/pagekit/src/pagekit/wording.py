"""Figures, dates and codes as people read them: the filters of every template."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from pagekit.forms import all_typed, field_of, typed, without_pounds

_LONDON = ZoneInfo("Europe/London")
_MINUS = "−"  # the minus sign: a hyphen is read out as nothing
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a whole number is needed, not {value!r}")
    return value


def count(number: int) -> str:
    """1234 is "1,234"."""
    value = _whole(number)
    return f"{_MINUS if value < 0 else ''}{abs(value):,}"


def pounds(pence: int, pennies: bool | None = None) -> str:
    """Pence as pounds: 123456 is "£1,234.56" and 123400 is "£1,234".

    `pennies=True` always shows them (columns of a table), `False` never does (rounded half up).
    """
    value = _whole(pence)
    whole, rest = divmod(abs(value), 100)
    if pennies is False:
        whole, rest = whole + (rest >= 50), 0
    show = pennies if pennies is not None else rest != 0
    sign = _MINUS if value < 0 and (whole or rest) else ""
    return f"{sign}£{whole:,}" + (f".{rest:02}" if show else "")


def percent(share: float | Decimal, places: int = 0) -> str:
    """A share of one as a percentage: 0.413 is "41%"; rounded half up."""
    exact = Decimal(str(share)) * 100
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{_MINUS if rounded < 0 else ''}{abs(rounded):,}%"


def in_london(moment: date) -> date:
    """The day itself, or the day in London of a moment; raises ValueError without a time zone."""
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(_LONDON).date()


def day(value: date) -> str:
    """A date, or a moment's date in London: "21 March 2010"."""
    local = in_london(value)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


def short_day(value: date) -> str:
    """A date where there is little room: "21 Mar 2010"."""
    local = in_london(value)
    return f"{local.day} {MONTHS[local.month - 1][:3]} {local.year}"


def moment(value: datetime) -> str:
    """A moment in London: "21 March 2010 at 7:30pm"; raises ValueError without a time zone."""
    day_part = day(value)
    local = value.astimezone(_LONDON)
    half = "am" if local.hour < 12 else "pm"
    return f"{day_part} at {local.hour % 12 or 12}:{local.minute:02}{half}"


def when(value: date) -> Markup:
    """A date or a moment as a <time> element, readable by people and machines."""
    words = moment(value) if isinstance(value, datetime) else day(value)
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), words)


def plural(number: int, one: str, many: str = "") -> str:
    """A number with its noun: plural(1, "idea") is "1 idea", plural(1234, "idea") "1,234 ideas"."""
    noun = one if number == 1 else many or f"{one}s"
    return f"{count(number)} {noun}"


def words(code: str) -> str:
    """A code as words: "community-safety" is "Community safety"."""
    text = re.sub(r"[-_]+", " ", code).strip()
    return text[:1].upper() + text[1:]


def listed(parts: Iterable[str]) -> str:
    """Several names in one sentence: "a, b and c"."""
    names = list(parts)
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs: a blank line begins a new one, a line break stays; escaped."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    lines = (Markup("<br>").join(escape(line) for line in block.split("\n")) for block in blocks)
    return Markup("").join(Markup('<p class="govuk-body">{}</p>').format(line) for line in lines)


FILTERS: dict[str, Callable[..., Any]] = {
    "count": count,
    "pounds": pounds,
    "percent": percent,
    "day": day,
    "short_day": short_day,
    "moment": moment,
    "when": when,
    "plural": plural,
    "words": words,
    "listed": listed,
    "paragraphs": paragraphs,
    "pointer": field_of,
    "typed": typed,
    "all_typed": all_typed,
    "without_pounds": without_pounds,
}
