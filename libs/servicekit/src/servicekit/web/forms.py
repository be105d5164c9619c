"""From a posted form to a command, and back to the form with what was typed and what is wrong.

A form is flat text; a command is typed and may nest. The conventions between them:

- ``answers.0.reason`` is the field ``reason`` of the first item of ``answers``;
- a date comes as ``<name>-day``, ``<name>-month`` and ``<name>-year``;
- money comes in pounds as ``<name>-pounds`` and arrives as pence in ``<name>``;
- an empty field was not filled in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from starlette.datastructures import FormData

C = TypeVar("C", bound=BaseModel)

POUNDS = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?")
# Pounds with more digits are more pence than any amount may be.
MOST_POUND_DIGITS = 17
DATE_PARTS = ("day", "month", "year")
# What no form of a service comes near: names are taken apart, and digits become numbers.
LONGEST_NAME, DEEPEST_NAME, MOST_ROW_DIGITS = 200, 8, 9
# What a field must be, by pydantic's kinds of error; the limits are filled in.
MUST = {
    **dict.fromkeys(("missing", "string_too_short", "too_short"), "must be filled in"),
    "string_too_long": "must be {max_length} characters or fewer",
    "too_long": "must be {max_length} choices or fewer",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be {ge} or more",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be {le} or less",
    **dict.fromkeys(("literal_error", "enum"), "must be one of the choices"),
    **dict.fromkeys(
        ("date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        "must be a real day",
    ),
    "extra_forbidden": "This form is not one of ours.",
}
# What pydantic says otherwise is about types and patterns, and for who writes programs.
MUST_BE_AS_ASKED = "must be in the form that is asked for"
# What was pressed on a page that asks before anything is done: yes, or to change it.
CONFIRMED = "confirmed"
RESERVED = frozenset({"csrf", "command_id", CONFIRMED})


@dataclass(frozen=True, slots=True)
class FormView:
    """What the form macros read: what was typed, and one message for each field that is wrong.

    A message is a whole sentence, or what the field must be ("must be a whole number"): the page
    puts the field's label to it.
    """

    values: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class FormInvalid(Exception):
    """The form cannot be a command; ``errors`` has a message per field name."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("the form does not hold")
        self.errors = dict(errors)


def typed_values(form: FormData) -> dict[str, str | Sequence[str]]:
    """What was typed, by field name; uploads and the kit's own hidden fields left out.

    A browser does not take a file back, so the page's field for one says that it must be chosen
    again.
    """
    values: dict[str, str | Sequence[str]] = {}
    for name in form:
        texts = [value for value in form.getlist(name) if isinstance(value, str)]
        if name not in RESERVED and texts:
            values[name] = texts[0] if len(texts) == 1 else texts
    return values


def parse_form(kind: type[C], values: Mapping[str, str | Sequence[str]]) -> C:
    """The command that a form's values make; raises :class:`FormInvalid`."""
    if not all(_can_be_a_name(name) for name in values):
        raise FormInvalid({"": "This form is not one of ours."})
    errors: dict[str, str] = {}
    flat = _with_money(_with_dates(values, errors), errors)
    nested = _nested({name: value for name, value in flat.items() if value not in ("", [])})
    try:
        command = kind.model_validate(_as_lists(kind, nested))
    except ValidationError as error:
        for found in error.errors():
            typed = as_typed(".".join(str(part) for part in found["loc"]), values)
            errors.setdefault(typed, message_of(found, in_pounds=typed.endswith("-pounds")))
        raise FormInvalid(errors) from error
    if errors:
        raise FormInvalid(errors)
    return command


def message_of(error: ErrorDetails, *, in_pounds: bool = False) -> str:
    """Pydantic's error as a person is told it: what the field must be, or a whole sentence.

    ``in_pounds`` where pounds were typed: the limits of the command are pence.
    """
    kind, limits = error["type"], error.get("ctx", {})
    if kind == "too_long" and isinstance(error["input"], str):
        kind = "string_too_long"  # what a text is told whose limit comes after its cleaning
    if kind in MUST:
        told = {name: _in_pounds(one) for name, one in limits.items()} if in_pounds else limits
        return MUST[kind].format(**told)
    if kind != "value_error":
        return MUST_BE_AS_ASKED
    text = error["msg"].removeprefix("Value error, ")
    if text.startswith("must "):
        return text
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _in_pounds(limit: Any) -> Any:
    if not isinstance(limit, int):
        return limit
    pounds, pence = divmod(limit, 100)
    return f"£{pounds:,}.{pence:02}" if pence else f"£{pounds:,}"


def as_typed(name: str, values: Mapping[str, str | Sequence[str]]) -> str:
    """A command's field as the form has it.

    Rows that were left empty are no items of the command: its second item may be the fourth row.
    The items of a list that is one field of the form, such as ticked boxes, are that field.
    """
    filled = [one.split(".") for one, value in values.items() if value not in ("", [])]
    way: list[str] = []
    for part in name.split("."):
        if way and ".".join(way) in values:
            break
        if _is_row(part):
            known = _rows_below(way, filled)
            way.append(known[int(part)] if int(part) < len(known) else part)
        else:
            way.append(part)
    found = ".".join(way)
    return f"{found}-pounds" if f"{found}-pounds" in values else found


def _rows_below(way: list[str], filled: Sequence[list[str]]) -> list[str]:
    """The numbers of the rows that have something in them, in their order."""
    deep = len(way)
    rows = {one[deep] for one in filled if len(one) > deep and one[:deep] == way}
    return sorted((one for one in rows if _is_row(one)), key=int)


def _is_row(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) <= MOST_ROW_DIGITS


def _can_be_a_name(name: str) -> bool:
    """Whether a field of this name may be looked at more closely: it is short and not deep."""
    if len(name) > LONGEST_NAME or name.count(".") >= DEEPEST_NAME:
        return False
    return not any(len(part) > MOST_ROW_DIGITS for part in name.split(".") if part.isdigit())


def _with_dates(values: Mapping[str, Any], errors: dict[str, str]) -> dict[str, Any]:
    """Joins the three parts of each date into ``YYYY-MM-DD``."""
    flat = dict(values)
    for name in [key.removesuffix("-year") for key in values if key.endswith("-year")]:
        day, month, year = (str(flat.pop(f"{name}-{part}", "")).strip() for part in DATE_PARTS)
        if not (day or month or year):
            continue
        if not all(part.isascii() and part.isdigit() for part in (day, month, year)):
            errors[name] = "must be a day, a month and a year in figures"
            continue
        if max(map(len, (day, month, year))) > len("YYYY"):
            errors[name] = "must be a real day"
            continue
        flat[name] = f"{int(year):04}-{int(month):02}-{int(day):02}"
    return flat


def _with_money(values: Mapping[str, Any], errors: dict[str, str]) -> dict[str, Any]:
    """Turns pounds into pence, without ever passing through a fraction."""
    flat = dict(values)
    for field_name in [key for key in values if key.endswith("-pounds")]:
        typed = str(flat.pop(field_name)).strip()
        if not typed:
            continue
        found = POUNDS.fullmatch(typed)
        if found is None or len(found[1].replace(",", "")) > MOST_POUND_DIGITS:
            errors[field_name] = "must be an amount in pounds, such as 1,250 or 99.50"
            continue
        pounds, pence = found.groups()
        flat[field_name.removesuffix("-pounds")] = int(pounds.replace(",", "")) * 100 + int(
            pence or 0
        )
    return flat


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """``{"a.0.b": 1}`` as ``{"a": {"0": {"b": 1}}}``."""
    tree: dict[str, Any] = {}
    for name, value in flat.items():
        *way, last = name.split(".")
        branch = tree
        for part in way:
            branch = branch.setdefault(part, {})
            if not isinstance(branch, dict):
                raise FormInvalid({name: "This form is not one of ours."})
        branch[last] = value
    return {name: _lists(value) for name, value in tree.items()}


def _lists(tree: Any) -> Any:
    """Mappings whose keys are all numbers become lists, in the order of the numbers."""
    if not isinstance(tree, dict):
        return tree
    inner: dict[str, Any] = {name: _lists(value) for name, value in tree.items()}
    if inner and all(_is_row(name) for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def _as_lists(kind: type[BaseModel], values: dict[str, Any]) -> dict[str, Any]:
    """A single ticked box arrives as one text where the command has a list."""
    several = {
        name
        for name, about in kind.model_fields.items()
        if re.match(r"(list|tuple|set|frozenset)\b", str(about.annotation))
    }
    return {
        name: [value] if name in several and isinstance(value, str) else value
        for name, value in values.items()
    }
