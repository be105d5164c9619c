"""What the pages of this service have in common: the environment, choices in forms, wards."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pagekit
from fastapi import Response
from jinja2 import Environment
from servicekit.web import Page, Reading

from volunteers.fields import PARTS_OF_A_DAY, WEEKDAYS
from volunteers.finding import Search
from volunteers.reference import ward_name

TEMPLATES = Path(__file__).with_name("templates")

Choices = list[tuple[str, str]]
Shown = Mapping[str, Any]


def choices(*codes: str) -> Choices:
    """Codes with their words: ``board-games`` is shown as "Board games"."""
    return [(code, code.replace("-", " ").capitalize()) for code in codes]


SKILLS = choices(
    *("befriending", "book-keeping", "childcare", "cooking", "driving", "first-aid", "gardening"),
    *("languages", "music", "organising-events", "painting-and-repairs", "singing"),
    *("sports-coaching", "teaching", "web-and-design"),
)
LANGUAGES = [
    *(("en", "English"), ("ar", "Arabic"), ("bn", "Bengali"), ("fr", "French")),
    *(("ku", "Kurdish"), ("pt", "Portuguese"), ("so", "Somali"), ("es", "Spanish")),
    *(("tl", "Tagalog"), ("bfi", "British Sign Language")),
]
SLOT_CHOICES = choices(*(f"{day}-{part}" for day in WEEKDAYS for part in PARTS_OF_A_DAY))
DISTANCES = [
    *(("800", "Half a mile"), ("1600", "A mile"), ("3200", "Two miles")),
    *(("8000", "Five miles"), ("16000", "Anywhere in the city")),
]
VOLUNTEER_KINDS = [
    ("resident", "A resident"),
    ("council-staff", "A member of the council's staff"),
    ("company", "Here with my company"),
]
CHECK_LEVELS = [
    ("none", "None"),
    ("basic", "Basic"),
    ("standard", "Standard"),
    ("enhanced", "Enhanced"),
    ("enhanced-barred", "Enhanced with barred lists"),
]
ROLES = choices("steward", "gardener", "befriender", "committee", "driver", "cook", "volunteer")
GROUP_KINDS = choices(
    *("residents-group", "choir", "gardening-club", "planter-group", "committee"),
    *("sports-club", "charity", "amenity-society", "faith-group", "social-enterprise"),
)
SPACE_KINDS = choices(
    *("hall", "room", "sports-facility", "kitchen", "outdoor-space", "empty-building", "shop")
)
FACILITIES = choices(
    *("kitchen", "step-free", "toilets", "storage", "heating", "tables-and-chairs"),
    *("sports-hall", "pitch", "pool", "stage", "wifi"),
)
PURPOSES = choices("rehearsal", "meeting", "sport", "class", "food-bank", "event", "workshop")
LISTING_KINDS = choices(
    *("event", "initiative", "skill-offered", "skill-wanted"),
    *("activity-offered", "activity-wanted"),
)
CORRECTION_REASONS = choices("wrong-length", "wrong-day", "entered-twice", "did-not-happen")


def environment() -> Environment:
    """The templates of this service."""
    return pagekit.environment([TEMPLATES], service="volunteers")


def with_wards(reading: Reading, **context: Any) -> Mapping[str, Any]:
    """What nearly every page needs: wards to choose from, their names, today."""
    return {
        "wards": [(ward.code, ward.name) for ward in reading.council.wards_on(reading.today)],
        "ward_name": partial(ward_name, reading.council),
        "themes": list(reading.council.themes.items()),
        "departments": list(reading.council.departments.items()),
        "today": reading.today,
        **context,
    }


async def draw(page: Page, reading: Reading, template: str, context: Shown) -> Response:
    """The page, once everything for it has been read.

    The transaction ends first: the server ends one that waits while a page is drawn.
    """
    await reading.connection.close()
    return await page.render(template, **context)


def found_form(find: Search) -> Mapping[str, Any]:
    """What was looked for, as the filter form shows it again."""
    return {"values": {"ward": find.ward or "", "words": find.words or ""}}


def onwards(path: str, find: Search, cursor: str | None, **more: str | None) -> str:
    """The address of a list's next page, or nothing."""
    if cursor is None:
        return ""
    wanted = {"ward": find.ward, "words": find.words, **more, "after": cursor}
    return f"{path}?{urlencode({name: value for name, value in wanted.items() if value})}"
