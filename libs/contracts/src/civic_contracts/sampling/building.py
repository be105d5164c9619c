"""Builds a sample from the tables of values, and by type where they say nothing.

A field that somebody adds gets a value of its type, so that its event keeps a whole sample; a
better one may be put in the tables.
"""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from civic_contracts.envelope import Envelope, Event
from civic_contracts.json_schema import Schema, event_schema, resolved, without_null
from civic_contracts.naming import type_name
from civic_contracts.sampling.case_values import BY_EVENT
from civic_contracts.sampling.field_values import BY_FIELD, CANDIDATES, PERSON_KEY

_SPACE = UUID("6f1b3f7e-0c55-5c0b-9d57-2f5c7a5e2010")
_TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def sample_id(name: str) -> str:
    """The same id for the same name, in every sample."""
    return str(uuid5(_SPACE, name))


def sample_of(event: type[Event]) -> Envelope:
    """Return the golden sample of an event; ``ValidationError`` if the tables do not fit it."""
    name = type_name(event.event_type)
    made = event.model_validate(_sample_data(event))
    subject = getattr(made, event.subject_field, None)
    if subject is None:
        subject = PERSON_KEY if name.subject_kind == "person" else sample_id("subject")
    recorded = datetime.combine(made.occurred_on, time(16, 30), UTC) + timedelta(days=1)
    return Envelope.of(
        made,
        subject=subject,
        sequence=3,
        id=UUID(sample_id(event.event_type)),
        time=recorded,
        correlationid=UUID(sample_id("correlation")),
        causationid=UUID(sample_id("causation")),
        traceparent=_TRACE,
    )


def _sample_data(event: type[Event]) -> dict[str, Any]:
    schema = event_schema(event)
    given = BY_EVENT.get(event.event_type, {})
    unknown = given.keys() - schema["properties"].keys()
    if unknown:
        raise ValueError(f"{event.event_type} has no field {', '.join(sorted(unknown))}")
    return {
        field: given[field] if field in given else _value(field, part, schema)
        for field, part in schema["properties"].items()
    }


def _value(field: str, part: Schema, root: Schema) -> Any:
    """A value from the table of fields, or else by type."""
    if field in BY_FIELD:
        return BY_FIELD[field]
    inner, _ = without_null(part)
    return _by_type(field, resolved(inner, root), root)


def _by_type(field: str, part: Schema, root: Schema) -> Any:
    kind = part["type"]
    if part.get("format") == "uuid":
        return sample_id(field)
    if kind == "object":
        return {name: _value(name, inner, root) for name, inner in part["properties"].items()}
    if kind == "array":
        return [_value(field.removesuffix("s"), part["items"], root)]
    if kind == "integer":
        return max(1, part.get("minimum", 1))
    if kind == "boolean":
        return True
    return _text(field, part)


def _text(field: str, part: Schema) -> str:
    for candidate in CANDIDATES:
        if part.get("x-civic") == candidate.kind and re.fullmatch(
            part.get("pattern", ".*"), candidate.text
        ):
            return candidate.text
    raise ValueError(f"no sample value for {field}: add its type to CANDIDATES")
