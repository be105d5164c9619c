"""Kinds of value that this service's commands have beyond those of the kit."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from servicekit.web.fields import CodeText, LongText, Text, ticked

PARTS_OF_A_DAY = ("morning", "afternoon", "evening")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SLOTS = frozenset(f"{day}-{part}" for day in WEEKDAYS for part in PARTS_OF_A_DAY)


def _written_day(value: Any) -> Any:
    # A number would be taken for seconds since 1970.
    if isinstance(value, date) or (isinstance(value, str) and len(value) == 10):
        return value
    raise ValueError("must be a date written YYYY-MM-DD")


def _known_slot(value: str) -> str:
    if value not in SLOTS:
        raise ValueError("must be a weekday and a part of the day, such as saturday-morning")
    return value


def _each_once(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _whole_minutes(value: Any) -> Any:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 9:
        return int(value)
    if isinstance(value, bool | float):
        raise ValueError("must be a whole number")
    return value


Day = Annotated[
    date, BeforeValidator(_written_day), Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))
]
"""A day of the calendar, 1900 to 2200."""

Tick = Annotated[bool, BeforeValidator(ticked)]
"""Yes or no; a box of a form that was ticked says ``yes``."""

Codes = Annotated[tuple[CodeText, ...], AfterValidator(_each_once), Field(max_length=30)]
"""Up to 30 codes, each once."""

Slot = Annotated[str, AfterValidator(_known_slot)]
Slots = Annotated[tuple[Slot, ...], AfterValidator(_each_once), Field(max_length=21)]
"""When in the week somebody has time."""

Part = Literal["morning", "afternoon", "evening"]
Parts = Annotated[tuple[Part, ...], AfterValidator(_each_once), Field(min_length=1, max_length=3)]
"""Parts of a day."""

DayMinutes = Annotated[int, BeforeValidator(_whole_minutes), Field(ge=0, le=1440)]
"""Minutes of one day, 0 to 1,440."""

Minutes = Annotated[int, BeforeValidator(_whole_minutes), Field(ge=1, le=10_000_000)]
"""Minutes, of many people together."""

RightMinutes = Annotated[int, BeforeValidator(_whole_minutes), Field(ge=0, le=10_000_000)]
"""Minutes that an entry should have had, none where it should not be there."""

People = Annotated[int, BeforeValidator(_whole_minutes), Field(ge=0, le=1_000_000)]
"""How many people."""

Places = Annotated[int, BeforeValidator(_whole_minutes), Field(ge=1, le=10_000)]
"""How many places, at least one."""

Metres = Annotated[int, BeforeValidator(_whole_minutes), Field(ge=0, le=100_000)]
"""A distance in metres."""

OrganisationText = Annotated[Text, Field(max_length=200)]
"""The public name of an organisation."""

CharityText = Annotated[str, Field(pattern=r"^(SC|NIC)?[0-9]{5,8}(-[0-9]{1,4})?$", max_length=16)]
"""A number of the register of charities."""

CompanyText = Annotated[
    str, Field(pattern=r"^([0-9]{8}|[A-Z]{2}[0-9]{6}|[A-Z]{2}[0-9]{5}[A-Z])$", max_length=8)
]
"""A number of Companies House."""

CheckLevelText = Literal["none", "basic", "standard", "enhanced", "enhanced-barred"]
"""How thoroughly somebody has to be checked (Disclosure and Barring Service)."""

Note = LongText
"""Words that stay within the service."""
