"""What was counted, as people read it: "1 concert", "2 food co-ops", "2 hours 30 minutes".

Codes of measures are an open list. The few whose words are not simply their code's, and the
nouns of which there may be one, are listed here; whatever else is recorded reads as its code.
"""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pagekit.languages import ngettext
from pagekit.wording import count, pounds, spoken

_NAMES = {
    "food-co-ops": "food co-ops",
    "groups-with-planter": "groups with a planter",
    "nhs": "NHS",
    "gp": "GP",
}
_ONE = {
    **{"people": "person", "co-ops": "co-op", "replies": "reply", "hives": "hive"},
    **{f"{noun}s": noun for noun in ("answer", "barrier", "concert", "council", "councillor")},
    **{f"{noun}s": noun for noun in ("day", "event", "facilitator", "farm", "fete", "garden")},
    **{f"{noun}s": noun for noun in ("grant", "group", "hour", "hub", "idea", "meal", "member")},
    **{f"{noun}s": noun for noun in ("minute", "month", "participant", "picture", "place")},
    **{f"{noun}s": noun for noun in ("placement", "planter", "rehearsal", "resident", "session")},
    **{f"{noun}s": noun for noun in ("singer", "space", "supporter", "table", "time", "tree")},
    **{f"{noun}s": noun for noun in ("volunteer", "workshop", "year")},
}
# Units of amounts: of all others the code itself says what is counted.
_AMOUNTS = frozenset({"days", "hours", "kilograms", "months", "percent", "working-days", "years"})
_COUNTED = re.compile(r"[\w-]+")


def measure_name(code: str, value: int) -> str:
    """A measure's name inside a sentence: ("concerts", 1) is "concert"."""
    name = _NAMES.get(code, re.sub(r"[-_]+", " ", code).strip())
    if value != 1:
        return name
    counted = next((one for one in _COUNTED.findall(name) if one in _ONE), None)
    return name.replace(counted, _ONE[counted], 1) if counted else name


def measure_title(code: str, value: int) -> str:
    """The same at the beginning of a line, in the language of the page."""
    name = measure_name(code, value)
    return spoken(name[:1].upper() + name[1:])


def measure_value(code: str, value: int, unit: str) -> str:
    """The figure: time in hours and minutes, money in pounds, a unit where the code names none."""
    if unit == "minutes":
        return duration(value)
    if unit == "pence":
        return pounds(value)
    if unit == "percent":
        return f"{count(value)}%"
    if unit not in _AMOUNTS or unit in code:
        return count(value)
    return f"{count(value)} {spoken(measure_name(unit, value))}"


def duration(minutes: int) -> str:
    """150 minutes are "2 hours 30 minutes"."""
    sign, (whole, rest) = ("−" if minutes < 0 else ""), divmod(abs(minutes), 60)
    parts = [f"{count(whole)} {ngettext('hour', 'hours', whole)}"] if whole else []
    if rest or not whole:
        parts.append(f"{count(rest)} {ngettext('minute', 'minutes', rest)}")
    return sign + " ".join(parts)


def in_hours(minutes: int) -> int | Decimal:
    """Minutes as hours for a column or a chart: 150 are 2.5, rounded half up to one decimal."""
    exact = (Decimal(minutes) / 60).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return int(exact) if exact == exact.to_integral_value() else exact


def hours(minutes: int) -> str:
    """The same as it stands in a column or beside a heading that says hours: "1,234.5"."""
    value = in_hours(minutes)
    if isinstance(value, int):
        return count(value)
    return f"{'−' if value < 0 else ''}{abs(value):,}"


FILTERS: dict[str, Callable[..., Any]] = {
    "duration": duration,
    "hours": hours,
    "measure_title": measure_title,
    "measure_value": measure_value,
}
