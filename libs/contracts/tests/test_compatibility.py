"""What would break a reader or a replay is refused; what would not is let through."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from civic_contracts.compatibility import (
    COMMITTED,
    breaking_changes,
    current_schemas,
    main,
    schemas_in,
)

AWARD = "civic.budgets.award.made.v1"
Schema = dict[str, Any]
Change = Callable[[dict[str, Schema]], object]


def fields(found: dict[str, Schema]) -> Schema:
    properties: Schema = found[AWARD]["properties"]
    return properties


BREAKS: list[tuple[str, Change, str]] = [
    ("an event removed", lambda f: f.pop(AWARD), f"{AWARD}: the event was removed"),
    ("a field removed", lambda f: fields(f).pop("theme"), "theme: the field was removed"),
    (
        "a field renamed",
        lambda f: fields(f).update(topic=fields(f).pop("theme")),
        "theme: the field was removed",
    ),
    ("a new required field", lambda f: _require(f, "colour"), "colour: is new and required"),
    ("an optional field required", lambda f: _require(f, "idea_id"), "idea_id: became required"),
    (
        "a required field optional",
        lambda f: f[AWARD]["required"].remove("amount"),
        "amount: is no longer required",
    ),
    ("another type", lambda f: fields(f)["amount"].update(type="string"), "amount: the type chan"),
    ("another format", lambda f: fields(f)["award_id"].update(format="uri"), "award_id: the type"),
    ("another pattern", lambda f: fields(f)["theme"].update(pattern="^.$"), "theme: the type chan"),
    ("another unit", lambda f: fields(f)["amount"].update({"x-civic": "pounds"}), "amount: the ty"),
    ("null allowed", lambda f: _nullable(f, "amount"), "amount: the type changed: null is now"),
    (
        "null refused",
        lambda f: fields(f).update(idea_id={"default": None, **fields(f)["idea_id"]["anyOf"][0]}),
        "idea_id: the type changed: null is no longer",
    ),
    (
        "a higher minimum",
        lambda f: fields(f)["amount"].update(minimum=1),
        "the range was narrowed",
    ),
    ("a lower maximum", lambda f: fields(f)["amount"].update(maximum=9), "the range was narrowed"),
    ("a lower minimum", lambda f: fields(f)["amount"].update(minimum=-1), "the range was widened"),
    ("no maximum", lambda f: fields(f)["amount"].pop("maximum"), "the range was widened"),
    ("a new limit", lambda f: fields(f)["award_id"].update(maxLength=9), "the range was narrowed"),
    ("shorter text", lambda f: fields(f)["theme"].update(maxLength=9), "theme: the range was narr"),
    ("a shorter list", lambda f: fields(f)["ward_shares"].update(maxItems=1), "ward_shares: the r"),
    (
        "another default",
        lambda f: fields(f)["volunteer_places"].update(default=1),
        "the default ch",
    ),
    (
        "a part's field removed",
        lambda f: f[AWARD]["$defs"]["WardShare"]["properties"].pop("amount"),
        "ward_shares[].amount: the field was removed",
    ),
    (
        "a part's range narrowed",
        lambda f: f[AWARD]["$defs"]["AwardCondition"]["properties"]["code"].update(maxLength=5),
        "conditions[].code: the range was narrowed",
    ),
    (
        "an attribute of the envelope removed",
        lambda f: f["envelope"]["properties"].pop("correlationid"),
        "envelope.correlationid: the field was removed",
    ),
    (
        "an attribute of the envelope narrowed",
        lambda f: f["envelope"]["properties"]["source"].update(maxLength=100),
        "envelope.source: the range was narrowed",
    ),
    (
        "a text's type changed",
        lambda f: f[AWARD]["$defs"]["PublicText"]["properties"]["text"].update(type="object"),
        "title.text: the type changed",
    ),
]


def _require(found: dict[str, Schema], name: str) -> None:
    fields(found).setdefault(name, {"type": "string"})
    found[AWARD]["required"].append(name)


def _nullable(found: dict[str, Schema], name: str) -> None:
    fields(found)[name] = {"anyOf": [fields(found)[name], {"type": "null"}]}


@pytest.fixture(scope="module")
def committed() -> dict[str, Schema]:
    return schemas_in(COMMITTED)


@pytest.mark.parametrize(("change", "said"), [b[1:] for b in BREAKS], ids=[b[0] for b in BREAKS])
def test_a_break_is_refused(committed: dict[str, Schema], change: Change, said: str) -> None:
    planted = copy.deepcopy(committed)
    change(planted)
    found = breaking_changes(committed, planted)
    assert any(said in line for line in found), found


def test_what_breaks_nobody_is_let_through(committed: dict[str, Schema]) -> None:
    grown = copy.deepcopy(committed)
    fields(grown)["colour"] = {"type": "string", "default": "blue"}
    grown[AWARD]["$defs"]["WardShare"]["properties"]["note"] = {"type": "string", "default": ""}
    grown[AWARD]["description"] = "Said in other words."
    grown["civic.budgets.award.praised.v1"] = grown[AWARD]
    grown["civic.budgets.award.made.v2"] = {"type": "object", "properties": {}}
    assert breaking_changes(committed, grown) == []


def test_the_classes_break_nothing_that_is_committed(committed: dict[str, Schema]) -> None:
    assert breaking_changes(committed, current_schemas()) == []
    assert main([]) == 0


def test_the_command_refuses_a_planted_break(
    tmp_path: Path, committed: dict[str, Schema], capsys: pytest.CaptureFixture[str]
) -> None:
    before = copy.deepcopy(committed)
    fields(before)["colour"] = {"type": "string"}
    for name, schema in before.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(schema), encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    assert f"breaking: {AWARD}.colour: the field was removed" in capsys.readouterr().out


def test_a_folder_without_schemas_is_no_base(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        main([str(tmp_path)])
