"""Refuses what would break a reader or a replay: ``python -m civic_contracts.compatibility``.

Events are kept for ever and read by others at their own pace. So a published event, and the
envelope that all of them travel in, may gain optional fields, and new events may appear; everything
else is a new major version beside the old one. A range may be neither narrowed (old events would be
refused) nor widened (older readers would refuse new ones).
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from civic_contracts.events import all_events
from civic_contracts.json_schema import (
    Schema,
    envelope_schema,
    event_schema,
    resolved,
    without_null,
)

COMMITTED = Path(__file__).with_name("schemas")
ENVELOPE = "envelope"

_KINDS = ("type", "format", "pattern", "x-civic", "const", "enum")
_LOWER = ("minimum", "minLength", "minItems")
_UPPER = ("maximum", "maxLength", "maxItems")


def breaking_changes(before: Mapping[str, Schema], after: Mapping[str, Schema]) -> list[str]:
    """Say what in ``after`` breaks readers or replays of ``before``, both by event type."""
    found: list[str] = []
    for name, schema in before.items():
        if name not in after:
            found.append(f"{name}: the event was removed")
        else:
            found += _in_object(name, schema, after[name], (schema, after[name]))
    return found


Roots = tuple[Schema, Schema]


def _in_object(place: str, before: Schema, after: Schema, roots: Roots) -> Iterator[str]:
    old, new = before.get("properties", {}), after.get("properties", {})
    old_needs, new_needs = set(before.get("required", ())), set(after.get("required", ()))
    for name in sorted(new_needs - old_needs):
        what = "became required" if name in old else "is new and required"
        yield f"{place}.{name}: {what}"
    for name, schema in old.items():
        here = f"{place}.{name}"
        if name not in new:
            yield f"{here}: the field was removed"
            continue
        if name in old_needs - new_needs:
            yield f"{here}: is no longer required, so readers that need it would fail"
        yield from _in_field(here, schema, new[name], roots)


def _in_field(place: str, before: Schema, after: Schema, roots: Roots) -> Iterator[str]:
    if before.get("default") != after.get("default"):
        yield f"{place}: the default changed"
    (old, old_null), (new, new_null) = without_null(before), without_null(after)
    if old_null != new_null:
        yield f"{place}: the type changed: null is {'no longer' if old_null else 'now'} allowed"
    old, new = resolved(old, roots[0]), resolved(new, roots[1])
    if any(old.get(key) != new.get(key) for key in _KINDS):
        yield f"{place}: the type changed"
        return
    yield from _in_range(place, old, new)
    if "items" in old:
        yield from _in_field(f"{place}[]", old["items"], new.get("items", {}), roots)
    if "properties" in old:
        yield from _in_object(place, old, new, roots)


def _in_range(place: str, before: Schema, after: Schema) -> Iterator[str]:
    for keys, sign in ((_LOWER, 1), (_UPPER, -1)):
        for key in keys:
            old, new = before.get(key), after.get(key)
            if old == new:
                continue
            narrowed = new is not None and (old is None or (new - old) * sign > 0)
            yield f"{place}: the range was {'narrowed' if narrowed else 'widened'} ({key})"


def schemas_in(folder: Path) -> dict[str, Schema]:
    """Read the schemas of a folder, by event type; ``FileNotFoundError`` if it has none.

    The envelope's is among them, under its own name.
    """
    found = {
        path.name.removesuffix(".json"): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.json"))
    }
    if not found:
        raise FileNotFoundError(f"no event schemas in {folder}")
    return found


def current_schemas() -> dict[str, Schema]:
    """Return the schemas of the classes as they are now."""
    events = {event.event_type: event_schema(event) for event in all_events()}
    return {ENVELOPE: envelope_schema(), **events}


def main(arguments: list[str] | None = None) -> int:
    """Compare the classes with a folder of schemas; 1 and a list where something would break."""
    parser = argparse.ArgumentParser(prog="civic_contracts.compatibility", description=__doc__)
    parser.add_argument("base", nargs="?", type=Path, default=COMMITTED)
    base = parser.parse_args(arguments).base
    before = schemas_in(base)
    found = breaking_changes(before, current_schemas())
    for line in found:
        sys.stdout.write(f"breaking: {line}\n")
    events = len(before.keys() - {ENVELOPE})
    sys.stdout.write(f"compatibility: {events} events compared, {len(found)} breaks\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
