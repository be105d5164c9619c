"""Nothing about a person can be published: no bare strings, no telling names."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from civic_contracts import Event, all_events
from civic_contracts.fields import Record
from civic_contracts.json_schema import event_schema

EVENTS = all_events()
every_event = pytest.mark.parametrize("event", EVENTS, ids=[one.event_type for one in EVENTS])

SMELLS_OF_A_PERSON = re.compile(
    r"(^|_)(name|first|last|surname|forename|e?mail|phone|telephone|mobile|address|street|postcode"
    r"|person|user|voter|volunteer_id|resident_id|author|actor|officer|birth|age|gender|ethnicity"
    r"|nhs|ip)(_|$)"
)
FREE_TEXTS = {"public-text", "organisation-name"}


def leaves(schema: dict[str, Any], place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every part of a schema that is no object or list, with its place."""
    for name, part in schema.get("$defs", {}).items():
        yield from leaves(part, name)
    for name, part in schema.get("properties", {}).items():
        yield f"{place}.{name}", {"name": name}
        yield from leaves(part, f"{place}.{name}")
    for choice in schema.get("anyOf", ()):
        yield from leaves(choice, place)
    if "items" in schema:
        yield from leaves(schema["items"], f"{place}[]")
    if schema.get("type") not in (None, "object", "array", "null"):
        yield place, schema


def offences(schema: dict[str, Any]) -> list[str]:
    """What in a schema could carry a person's details."""
    found = []
    for place, part in leaves(schema):
        if SMELLS_OF_A_PERSON.search(part.get("name", "")):
            found.append(f"{place}: smells of a person")
        kind = part.get("type")
        if kind == "string" and part.get("x-civic") not in FREE_TEXTS:
            closed = "pattern" in part or part.get("format") in ("uuid", "date", "date-time")
            if not closed or "x-civic" not in part:
                found.append(f"{place}: a bare string")
        if kind in ("integer", "boolean") and "x-civic" not in part:
            found.append(f"{place}: a bare {kind}")
        if kind == "number":
            found.append(f"{place}: a fraction")
    return found


@every_event
def test_it_has_only_known_field_types_and_no_person(event: type[Event]) -> None:
    assert offences(event_schema(event)) == []


class _Planted(Event, type="civic.ideas.idea.planted.v1"):
    """An event as it must not be."""

    email: str
    contact_name: str
    score: float
    how_many: int
    nested: tuple[Record, ...] = ()


def test_the_guard_finds_what_is_planted() -> None:
    assert offences(event_schema(_Planted)) == [
        ".email: smells of a person",
        ".email: a bare string",
        ".contact_name: smells of a person",
        ".contact_name: a bare string",
        ".score: a fraction",
        ".how_many: a bare integer",
    ]
