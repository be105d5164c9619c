"""The page of guarantees names every planted defect as it is, and the check that caught it."""

import importlib
import sys

import pytest
from faults.planted_defects import PLANTED, Planted
from harness.example_world import PLANTED as FOLDER
from harness.example_world import ROOT

PAGE = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")


def line_of(defect: str, page: str = PAGE) -> list[str]:
    """The cells of a defect's line: name, defect, torment, caught by, also seen by."""
    (line,) = [one for one in page.splitlines() if one.startswith(f"| `{defect}` |")]
    return [cell.strip() for cell in line.split("|")[1:-1]]


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    monkeypatch.setattr(sys, "path", [str(FOLDER), *sys.path])
    found: dict[str, object] = importlib.import_module("planted.defects").DEFECTS
    return found


@pytest.mark.parametrize("one", PLANTED, ids=lambda one: one.defect)
def test_the_page_names_the_defect_and_what_caught_it(
    one: Planted, builds: dict[str, object]
) -> None:
    _, words, _, caught_by, _ = line_of(one.defect)
    assert f"{words}." == builds[one.defect].__doc__
    assert caught_by == f"`{one.caught_by}`"


def test_every_build_is_tormented(builds: dict[str, object]) -> None:
    assert {one.defect for one in PLANTED} == set(builds)
