"""Writes docs/asyncapi.json: the same catalogue as an AsyncAPI 3.0 document, for tools."""

from typing import Any

from civic_contracts.envelope import CONTENT_TYPE, Event
from civic_contracts.events import all_events
from civic_contracts.json_schema import Schema, envelope_schema, event_schema
from civic_contracts.sampling import sample_of
from civic_contracts.topology import EVENTS, REPLAY

_DEFINITIONS = "#/$defs/"
_COMPONENTS = "#/components/schemas/"


def document() -> dict[str, Any]:
    """Return the whole AsyncAPI document."""
    events = all_events()
    schemas: dict[str, Schema] = {}
    _add(schemas, "Envelope", envelope_schema())
    for event in events:
        _add(schemas, event.__name__, event_schema(event))
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Civic Community events",
            "version": "1.0.0",
            "description": "What four services tell each other and any system that listens.",
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {
            "outside": {
                "host": "{host}",
                "protocol": "amqps",
                "pathname": "/outside-{name}",
                "description": "The virtual host of one outside subscriber.",
                "variables": {
                    "host": {"description": "Host and port of the council's broker."},
                    "name": {"description": "The subscriber's name, also its user's."},
                },
            }
        },
        "channels": {event.event_type: _channel(event) for event in events},
        "operations": {f"publish-{event.event_type}": _operation(event) for event in events},
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "messages": {event.event_type: _message(event) for event in events},
        },
    }


def _add(schemas: dict[str, Schema], name: str, schema: Schema) -> None:
    """Add a schema and the definitions it brings, which several events share."""
    own = {key: value for key, value in schema.items() if key not in ("$defs", "$schema", "$id")}
    for found, part in {**schema.get("$defs", {}), name: own}.items():
        moved = _moved(part)
        if schemas.setdefault(found, moved) != moved:
            raise ValueError(f"two different schemas are called {found}")


def _moved(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: item.replace(_DEFINITIONS, _COMPONENTS) if key == "$ref" else _moved(item)
            for key, item in value.items()
        }
    return [_moved(item) for item in value] if isinstance(value, list) else value


def _channel(event: type[Event]) -> dict[str, Any]:
    is_request = event.subject_kind == "replay"
    return {
        "address": event.routing_key,
        "messages": {event.event_type: {"$ref": f"#/components/messages/{event.event_type}"}},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {
                    "name": REPLAY if is_request else EVENTS,
                    "type": "topic",
                    "durable": True,
                    "autoDelete": False,
                },
                "bindingVersion": "0.3.0",
            }
        },
    }


def _operation(event: type[Event]) -> dict[str, Any]:
    channel = f"#/channels/{event.event_type}"
    return {
        "action": "send",
        "channel": {"$ref": channel},
        "summary": f"Published by {event.service}.",
        "messages": [{"$ref": f"{channel}/messages/{event.event_type}"}],
    }


def _message(event: type[Event]) -> dict[str, Any]:
    typed = {
        "properties": {
            "type": {"const": event.event_type},
            "data": {"$ref": f"{_COMPONENTS}{event.__name__}"},
        }
    }
    return {
        "name": event.event_type,
        "title": event.__name__,
        "summary": " ".join((event.__doc__ or "").split()),
        "contentType": CONTENT_TYPE,
        "payload": {"allOf": [{"$ref": f"{_COMPONENTS}Envelope"}, typed]},
        "examples": [{"name": "golden-sample", "payload": _as_json(event)}],
    }


def _as_json(event: type[Event]) -> dict[str, Any]:
    return sample_of(event).model_dump(mode="json", exclude_none=False)
