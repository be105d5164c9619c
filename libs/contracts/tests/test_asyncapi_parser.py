"""docs/asyncapi.json is read by AsyncAPI's own parser, fetched from npm for the test."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from civic_contracts import all_events, generate

PARSER = "@asyncapi/parser@3.6.3"
CHECK = Path(__file__).with_name("asyncapi_check.mjs")

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the parser; skips where there is no npm, or where it cannot fetch."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("npm is not here")
    place = tmp_path_factory.mktemp("asyncapi")
    options = ("--no-audit", "--no-fund", "--ignore-scripts", "--silent")
    fetched = subprocess.run(
        ["npm", "install", *options, PARSER], cwd=place, capture_output=True, text=True, check=False
    )
    if fetched.returncode:
        pytest.skip(f"npm cannot fetch {PARSER}: {fetched.stderr[-200:]}")
    shutil.copy(CHECK, place)
    return place


def judged(folder: Path, document: Path) -> tuple[int, str]:
    told = subprocess.run(
        ["node", CHECK.name, str(document)], cwd=folder, capture_output=True, text=True, check=False
    )
    return told.returncode, told.stdout.strip()


def test_the_parser_has_no_objection(folder: Path) -> None:
    count = len(all_events())
    document = generate.TREE / "docs" / "asyncapi.json"
    assert judged(folder, document) == (0, f"{count} channels, {count} messages")


@pytest.mark.parametrize("fault", ["no title", "a lost message", "an unknown action"])
def test_a_planted_fault_is_objected_to(folder: Path, tmp_path: Path, fault: str) -> None:
    whole = json.loads((generate.TREE / "docs" / "asyncapi.json").read_text(encoding="utf-8"))
    name = "civic.budgets.award.made.v1"
    if fault == "no title":
        del whole["info"]["title"]
    elif fault == "a lost message":
        del whole["components"]["messages"][name]
    else:
        whole["operations"][f"publish-{name}"]["action"] = "shout"
    document = tmp_path / "asyncapi.json"
    document.write_text(json.dumps(whole), encoding="utf-8")
    code, told = judged(folder, document)
    assert code == 1, told
