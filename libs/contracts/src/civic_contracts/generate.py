"""Writes everything that follows from the event classes: ``python -m civic_contracts.generate``.

JSON Schemas and golden samples beside the package, docs/events.md, docs/asyncapi.json and
deploy/rabbitmq/topology.json in the source tree. ``--check`` writes nothing and fails where a
file differs. A change that would break readers is refused before anything is written.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from civic_contracts.asyncapi import document
from civic_contracts.catalogue import events_page
from civic_contracts.compatibility import breaking_changes, current_schemas, schemas_in
from civic_contracts.events import all_events
from civic_contracts.json_schema import envelope_schema, event_schema
from civic_contracts.sampling import sample_of
from civic_contracts.topology import topology

PACKAGE = Path(__file__).parent
# libs/contracts/src/civic_contracts in the source tree.
TREE = PACKAGE.parents[3]


def generated(package: Path = PACKAGE, tree: Path = TREE) -> dict[Path, str]:
    """Return every generated file with its text."""
    found = {package / name: text for name, text in _beside_the_package()}
    found[tree / "docs" / "events.md"] = events_page()
    found[tree / "docs" / "asyncapi.json"] = _json(document())
    found[tree / "deploy" / "rabbitmq" / "topology.json"] = _json(topology())
    return found


def _beside_the_package() -> Iterator[tuple[str, str]]:
    yield "schemas/envelope.json", _json(envelope_schema())
    for event in all_events():
        yield f"schemas/{event.event_type}.json", _json(event_schema(event))
        sample = json.loads(sample_of(event).to_json())
        yield f"samples/{event.event_type}.json", _json(sample)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def stale(wanted: dict[Path, str], package: Path = PACKAGE) -> list[Path]:
    """Return schemas and samples that no event has any more."""
    kept = [*(package / "schemas").glob("*.json"), *(package / "samples").glob("*.json")]
    return sorted(path for path in kept if path not in wanted)


def differing(wanted: dict[Path, str]) -> list[Path]:
    """Return the files that are missing or say something else."""
    return sorted(
        path
        for path, text in wanted.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    )


def main(arguments: list[str] | None = None) -> int:
    """Write, or with ``--check`` compare; 1 where something differs or would break readers."""
    parser = argparse.ArgumentParser(prog="civic_contracts.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    parser.add_argument(
        "--unpublished",
        action="store_true",
        help="the events have no reader yet: allow a change that would break one",
    )
    options = parser.parse_args(arguments)
    if not (TREE / "libs").is_dir():
        sys.stdout.write("generate: only in a source tree\n")
        return 1
    wanted = generated()
    changed, gone = differing(wanted), stale(wanted)
    if options.check:
        for path in (*changed, *gone):
            sys.stdout.write(f"differs: {path.relative_to(TREE)}\n")
        return 1 if changed or gone else 0
    if not options.unpublished and (breaks := _breaks()):
        sys.stdout.write("".join(f"breaking: {line}\n" for line in breaks))
        return 1
    _write(wanted, changed, gone)
    return 0


def _breaks() -> list[str]:
    try:
        before = schemas_in(PACKAGE / "schemas")
    except FileNotFoundError:
        return []
    return breaking_changes(before, current_schemas())


def _write(wanted: dict[Path, str], changed: list[Path], gone: list[Path]) -> None:
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    for path in gone:
        path.unlink()
    sys.stdout.write(f"generate: {len(changed)} files written, {len(gone)} removed\n")


if __name__ == "__main__":
    sys.exit(main())
