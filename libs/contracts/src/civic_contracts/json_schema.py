"""JSON Schemas of the events' data and of the envelope, made from the classes.

They describe what readers accept: unknown fields are allowed, fields with a default may be left
out. Writers are stricter (``Record``).
"""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from civic_contracts.envelope import Envelope, Event
from civic_contracts.naming import schema_of

Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _WithoutTitles(GenerateJsonSchema):
    """A title that only repeats the field's name tells nobody anything."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def event_schema(event: type[Event]) -> Schema:
    """Return the JSON Schema of one event's data."""
    return _headed(
        schema_of(event.event_type),
        event.model_json_schema(schema_generator=_WithoutTitles),
    )


def envelope_schema() -> Schema:
    """Return the JSON Schema of the envelope, whatever the event."""
    return _headed(
        "urn:civic-community:schema:envelope",
        Envelope.model_json_schema(schema_generator=_WithoutTitles),
    )


def _headed(name: str, schema: JsonSchemaValue) -> Schema:
    return {"$schema": _DIALECT, "$id": name, **schema}


def resolved(schema: Schema, root: Schema) -> Schema:
    """Follow a reference into ``root``'s definitions, if it is one."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Schema = root["$defs"][reference.removeprefix("#/$defs/")]
    return found


def without_null(schema: Schema) -> tuple[Schema, bool]:
    """Return a field's own schema and whether null may stand for no value."""
    choices = schema.get("anyOf")
    if choices is None:
        return schema, False
    others = [choice for choice in choices if choice.get("type") != "null"]
    return others[0], len(others) < len(choices)
