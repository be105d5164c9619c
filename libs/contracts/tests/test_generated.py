"""What is committed is what the classes say."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from civic_contracts import all_events, generate, parse
from civic_contracts.asyncapi import document
from civic_contracts.topology import SERVICES

SAMPLES = generate.PACKAGE / "samples"


def test_nothing_generated_differs_from_what_is_committed() -> None:
    wanted = generate.generated()
    assert generate.differing(wanted) == []
    assert generate.stale(wanted) == []
    assert generate.main(["--check"]) == 0


def test_generating_twice_gives_the_same() -> None:
    assert generate.generated() == generate.generated()


@pytest.mark.parametrize("event", all_events(), ids=lambda event: event.event_type)
def test_the_committed_sample_of_every_event_parses(event: type[Any]) -> None:
    raw = (SAMPLES / f"{event.event_type}.json").read_bytes()
    assert type(parse(raw).event) is event


def test_a_drift_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "libs" / "contracts" / "src" / "civic_contracts"
    for folder in ("schemas", "samples"):
        shutil.copytree(generate.PACKAGE / folder, package / folder)
    monkeypatch.setattr(generate, "PACKAGE", package)
    monkeypatch.setattr(generate, "TREE", tmp_path)
    wanted = generate.generated(package, tmp_path)
    monkeypatch.setattr(generate, "generated", lambda: wanted)
    monkeypatch.setattr(generate, "stale", lambda found: _stale(found, package))
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    sample = package / "samples" / "civic.budgets.award.made.v1.json"
    sample.write_text(sample.read_text(encoding="utf-8").replace("Wigmore", "Albert"))
    forgotten = package / "schemas" / "civic.budgets.award.lost.v1.json"
    forgotten.write_text("{}")
    assert generate.main(["--check"]) == 1
    assert generate.differing(wanted) == [sample]
    assert _stale(wanted, package) == [forgotten]


_stale = generate.stale


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for item in value.values() for found in references(item)]
    if isinstance(value, list):
        return [found for item in value for found in references(item)]
    return []


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    whole = document()
    assert whole["asyncapi"] == "3.0.0"
    for reference in set(references(whole)):
        found: Any = whole
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert found, reference


def test_every_event_has_its_channel_message_and_operation() -> None:
    whole = document()
    names = {event.event_type for event in all_events()}
    assert set(whole["channels"]) == set(whole["components"]["messages"]) == names
    assert {channel["address"] for channel in whole["channels"].values()} == {
        name.removeprefix("civic.") for name in names
    }
    assert len(whole["operations"]) == len(names)


def test_the_catalogue_names_every_event_and_listener() -> None:
    page = (generate.TREE / "docs" / "events.md").read_text(encoding="utf-8")
    for event in all_events():
        assert f"#### `{event.event_type}`" in page
    for service in SERVICES:
        assert f"## {service}\n" in page


def test_the_figures_of_the_cases_are_in_the_samples() -> None:
    name = "civic.budgets.agreement.monitoring-recorded.v1.json"
    sample = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    assert sample["data"]["measures"] == [
        {"code": "singers", "value": 44, "unit": "people"},
        {"code": "audience", "value": 366, "unit": "people"},
    ]
