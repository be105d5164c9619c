"""Figures, dates and codes as people read them: the filters of every template."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel.dates import get_month_names
from markupsafe import Markup, escape

from pagekit.errors import error_at, file_again
from pagekit.forms import all_typed, field_of, typed, without_pounds
from pagekit.languages import current, gettext, marked, ngettext
from pagekit.retelling import teller_of

_LONDON = ZoneInfo("Europe/London")
_MINUS = "−"  # the minus sign: a hyphen is read out as nothing
_HALVES = (marked("am"), marked("pm"))


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


def month(value: date, width: Literal["wide", "abbreviated"]) -> str:
    """The name of a date's month in the language of the page."""
    return str(get_month_names(width, locale=current().language)[value.month])


def day(value: date) -> str:
    """A date, or a moment's date in London: "21 March 2010" in the language of the page."""
    local = in_london(value)
    return f"{local.day} {month(local, 'wide')} {local.year}"


def short_day(value: date) -> str:
    """A date where there is little room: "21 Mar 2010"."""
    local = in_london(value)
    return f"{local.day} {month(local, 'abbreviated')} {local.year}"


def moment(value: datetime) -> str:
    """A moment in London: "21 March 2010 at 7:30pm"; raises ValueError without a time zone."""
    day_part = day(value)
    local = value.astimezone(_LONDON)
    time = f"{local.hour % 12 or 12}:{local.minute:02}{gettext(_HALVES[local.hour >= 12])}"
    return gettext("%(day)s at %(time)s") % {"day": day_part, "time": time}


def when(value: date) -> Markup:
    """A date or a moment as a <time> element, readable by people and machines."""
    words = moment(value) if isinstance(value, datetime) else day(value)
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), words)


def plural(number: int, one: str, many: str = "") -> str:
    """A number with its noun: plural(1, "idea") is "1 idea", plural(1234, "idea") "1,234 ideas"."""
    noun = ngettext(one, many or f"{one}s", number)
    return f"{count(number)} {noun}"


def words(code: str) -> str:
    """A code as words: "community-safety" is "Community safety"."""
    text = re.sub(r"[-_]+", " ", code).strip()
    return spoken(text[:1].upper() + text[1:])


def choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Codes as the choices of a form, each with its words."""
    return [(code, words(code)) for code in codes]


def listed(parts: Iterable[str]) -> str:
    """Several names in one sentence: "a, b and c"."""
    names = list(parts)
    if len(names) < 2:
        return "".join(names)
    return gettext("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def spoken(message: str) -> str:
    """A text from elsewhere in the language of the page, where the catalogues have it.

    Also where code built it from a message with places. Unlike ``_()`` it takes nothing for
    markup and nothing for a place to fill in. What no catalogue has is marked as English.
    """
    text = str(message) if message else ""
    return teller_of(current().catalogue).said(text) or gettext(text)


def retold(text: str) -> str:
    """What code has said and people may have added to: each paragraph that the catalogues know.

    The others stay as they are, in whatever language they were written.
    """
    teller = teller_of(current().catalogue)
    if not teller.known:
        return text
    said = teller.said(text)
    return said or "\n\n".join(teller.said(one) or one for one in text.split("\n\n"))


def translated(choices: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Choices of a form, (value, text, …), with their texts in the language of the page."""
    return [(value, *map(spoken, texts)) for value, *texts in choices]


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
    "choices": choices,
    "listed": listed,
    "paragraphs": paragraphs,
    "spoken": spoken,
    "retold": retold,
    "translated": translated,
    "error_at": error_at,
    "file_again": file_again,
    "pointer": field_of,
    "typed": typed,
    "all_typed": all_typed,
    "without_pounds": without_pounds,
}
