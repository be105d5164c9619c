"""Writes docs/events.md: every event, what it says and what it carries."""

from collections.abc import Iterator
from itertools import groupby

from civic_contracts.envelope import Event
from civic_contracts.events import all_events
from civic_contracts.json_schema import Schema, event_schema, resolved, without_null
from civic_contracts.topology import CONSUMES, PERSONS, SERVICES

_INTRODUCTION = """\
# Events

Generated from `civic_contracts` by `python -m civic_contracts.generate`; do not edit.

Every event travels in a CloudEvents 1.0 envelope (structured JSON, `application/cloudevents+json`):

| attribute | what |
|---|---|
| `type` | `civic.<service>.<subject-kind>.<event>.v<major>`; the routing key leaves out `civic.` |
| `source` | `/civic/<service>/<subject-kind>/<id>` |
| `subject` | the id of what the event is about |
| `sequence` | counts the events of one source, from 1 without gaps, as 19 digits |
| `id` | the event's own id, also the AMQP `message_id` |
| `time` | when it was recorded, UTC; the day on which it happened is `occurred_on` in the data |
| `correlationid` | the journey that it belongs to; one of its own where a person leaves |
| `causationid` | the event or command that caused it |
| `traceparent` | W3C trace context, where there is one |
| `dataschema` | names the JSON Schema of the data |

Events are published on the topic exchange `civic.events`.

Readers ignore fields that they do not know and expect codes that they have not met: codes are open
lists. Money is in pence, time given in minutes. An optional field may be `null` or left out. No
event carries a person's id, name, address, e-mail or telephone; the subject of a person event is a
key that only a service which knows the person can recognise. Public text is kept where it can be
erased, and is erased when a `text-withdrawn` names its event.
"""


def events_page() -> str:
    """Return the whole page as Markdown."""
    parts = [_INTRODUCTION, "\n".join(_listeners())]
    by_service = sorted(all_events(), key=lambda event: SERVICES.index(event.service))
    for service, events in groupby(by_service, key=lambda event: event.service):
        parts.append(f"## {service}\n")
        kinds = sorted(events, key=lambda event: event.subject_kind)
        for kind, of_kind in groupby(kinds, key=lambda event: event.subject_kind):
            parts.append(f"### {service}: {kind}\n")
            parts += ["\n".join(_event(event)) for event in of_kind]
    return "\n".join(parts)


def _listeners() -> Iterator[str]:
    yield "## Who listens to what\n"
    yield "| service | routing keys |"
    yield "|---|---|"
    for service, patterns in CONSUMES.items():
        keys = " ".join(f"`{pattern}`" for pattern in (*patterns, PERSONS))
        yield f"| {service} | {keys} |"
    yield ""


def _event(event: type[Event]) -> Iterator[str]:
    schema = event_schema(event)
    yield f"#### `{event.event_type}`\n"
    yield f"{_said(event)}\n"
    yield "| field | what | |"
    yield "|---|---|---|"
    needed = schema.get("required", [])
    for name, part in schema["properties"].items():
        yield f"| `{name}` | {_what(part, schema)} | {'' if name in needed else 'optional'} |"
    yield ""


def _said(event: type[Event]) -> str:
    """What the class says about itself, after what is said of events that every service has."""
    every_service_has_it = event.subject_kind in ("person", "replay")
    shared = event.__mro__[1].__doc__ if every_service_has_it else ""
    return " ".join(f"{shared} {event.__doc__}".split())


def _what(part: Schema, root: Schema) -> str:
    inner, _ = without_null(part)
    found = resolved(inner, root)
    if found["type"] == "array":
        return f"list of {_what(found['items'], root)}"
    if found.get("x-civic"):
        return str(found["x-civic"]).replace("-", " ")
    if "x-civic" in found.get("properties", {}).get("text", {}):
        return "public text"
    fields = (f"`{name}` {_what(item, root)}" for name, item in found["properties"].items())
    return f"({', '.join(fields)})"
