"""Every fault of a reference file is refused with the name of the entry."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from civic_reference import InvalidReference, load

FILE = Path(__file__).parents[3] / "deploy" / "reference" / "westminster.json"
Change = Callable[[dict[str, Any]], object]


def ward(found: dict[str, Any], code: str) -> dict[str, Any]:
    return next(entry for entry in found["wards"] if entry["code"] == code)


FAULTS: list[tuple[str, Change, str]] = [
    ("missing part", lambda f: f.pop("themes"), "the file: lacks themes"),
    ("unknown part", lambda f: f.update(moons=[]), "unknown fields moons"),
    ("part of another kind", lambda f: f.update(areas={}), "areas: must be a list"),
    ("empty part", lambda f: f.update(criteria=[]), "criteria: must be a list"),
    ("entry of another kind", lambda f: f["themes"].insert(0, 5), r"themes\[0\]: must be an obj"),
    ("entry without label", lambda f: f["themes"][1].pop("label"), r"themes\[1\]: lacks label"),
    ("blank label", lambda f: f["themes"][0].update(label=" "), "themes activities-for-children"),
    ("label no text", lambda f: f["areas"][0].update(label=7), "areas community-service-challenge"),
    ("code not kebab", lambda f: f["themes"][0].update(code="Kids!"), "themes Kids!"),
    ("code twice", lambda f: f["themes"].append(f["themes"][0]), r"themes\[7\]: activities"),
    ("ward twice", lambda f: f["wards"].append(f["wards"][0]), "E05000630 is given twice"),
    ("ward code", lambda f: ward(f, "E05000634").update(code="N1"), "ward N1"),
    ("ward name", lambda f: ward(f, "E05000634").update(name=None), "ward E05000634.name"),
    ("ward day", lambda f: ward(f, "E05000634").update(valid_from="2002-02-30"), "no day of the"),
    ("ward date form", lambda f: ward(f, "E05000634").update(valid_from="2/5/02"), "valid_from"),
    ("ward ends first", lambda f: ward(f, "E05000634").update(valid_until="2001-01-01"), "ends be"),
    ("no successor", lambda f: ward(f, "E05000634").pop("successors"), "and no successors"),
    ("no last day", lambda f: ward(f, "E05000634").pop("valid_until"), "E05000634: has successors"),
    (
        "lost successor",
        lambda f: ward(f, "E05000634").update(successors=["E05999999"]),
        "E05999999",
    ),
    (
        "early successor",
        lambda f: ward(f, "E05000634").update(successors=["E05000635"]),
        "day after",
    ),
    ("same name", lambda f: ward(f, "E05013802").update(name="Marylebone"), "has the name of"),
    ("council code", lambda f: f["council"].update(code="Westminster"), "council.code"),
    ("holiday twice", lambda f: f["bank_holidays"].append(f["bank_holidays"][0]), "given twice"),
    ("holiday date", lambda f: f["bank_holidays"][0].update(on="2008-13-01"), "2008-13-01"),
    (
        "a year left out",
        lambda f: f.update(
            bank_holidays=[h for h in f["bank_holidays"] if not h["on"].startswith("2015")]
        ),
        "the year 2015 is missing",
    ),
]


@pytest.mark.parametrize(("change", "said"), [fault[1:] for fault in FAULTS], ids=lambda v: "")
def test_a_fault_is_refused_by_name(tmp_path: Path, change: Change, said: str) -> None:
    found = json.loads(FILE.read_text(encoding="utf-8"))
    change(found)
    path = tmp_path / "council.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    with pytest.raises(InvalidReference, match=said):
        load(path)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff\xfe", b'{"wards": [], "wards": []}'])
def test_a_file_that_is_no_single_json_object_is_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "council.json"
    path.write_bytes(raw)
    with pytest.raises(InvalidReference):
        load(path)


def test_a_missing_file_is_the_system_s_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nothing.json")
