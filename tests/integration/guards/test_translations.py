"""Every text of every page can be translated, the catalogues are in line, the draft is whole."""

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from pagekit import environment
from pagekit.catalogues import read_catalogue
from pagekit.extraction import forgotten

ROOT = Path(__file__).parents[3]
PAGEKIT = ROOT / "libs/pagekit/src/pagekit"
PARTS = [PAGEKIT, *(path.parent for path in ROOT.glob("services/*/src/*/templates"))]
TEMPLATES = [path for part in PARTS for path in sorted((part / "templates").rglob("*.html"))]
SCRIPT = ROOT / "scripts/update_catalogues.py"
PAGES = environment([], service="ideas")

_spec = spec_from_file_location("update_catalogues", SCRIPT)
assert _spec is not None
assert _spec.loader is not None
_script = module_from_spec(_spec)
_spec.loader.exec_module(_script)
messages_of, catalogue_text = _script.messages_of, _script.catalogue_text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_no_text_is_left_out_of_the_catalogues(path: Path) -> None:
    assert forgotten(path.read_text("utf-8"), PAGES) == []


def test_a_planted_text_is_found() -> None:
    planted = TEMPLATES[-1].read_text("utf-8") + "<p>Planted text</p>"
    assert [one.split(": ", 1)[1] for one in forgotten(planted, PAGES)] == ["Planted text"]


def test_the_catalogues_are_in_line_with_the_pages() -> None:
    done = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("part", PARTS, ids=lambda path: path.name)
def test_the_welsh_draft_is_whole(part: Path) -> None:
    assert untranslated(part / "locales/cy.po") == []


def untranslated(path: Path) -> list[str]:
    """The messages of a catalogue that have no translation, or not in all their numbers."""
    missing = []
    for one in read_catalogue(path):
        said = [one.string] if isinstance(one.string, str) else list(one.string)
        if one.id and not (said and all(said)):
            missing.append(one.id if isinstance(one.id, str) else one.id[0])
    return missing


# What code may say to people: a rule's answer, a rule's own name, a thread's step, a choice.
PLANTED = """
class PlantedRule(RuleBroken):
    \"\"\"Nobody may plant a rule like this.\"\"\"

def refuse(ward, amount):
    raise PlantedRule(f"Ward {ward.name} planted {amount} too many.")

async def tell(uow, event):
    what = f"A tree was planted by {event.organisation}"
    await follow(uow, Step(what=what, who="Planted gardeners", kind="tree.planted"))

KINDS = choices("planted-thing")
QUERY = text("SELECT planted FROM things WHERE planted = :planted")
"""


def test_a_text_planted_in_code_is_found_and_wants_a_translation(tmp_path: Path) -> None:
    room = tmp_path / "ideas" / "planting"
    room.mkdir(parents=True)
    (room / "commands.py").write_text(PLANTED, encoding="utf-8")
    (room / "tables.py").write_text('WORDS = "Planted where nobody looks"', encoding="utf-8")
    messages = messages_of(room.parent)
    assert sorted(messages) == [
        "A tree was planted by %(organisation)s",
        "Nobody may plant a rule like this.",
        "Planted gardeners",
        "Planted thing",
        "Ward %(name)s planted %(amount)s too many.",
    ]
    catalogue = room.parent / "locales" / "cy.po"
    catalogue.parent.mkdir()
    catalogue.write_bytes(catalogue_text(room.parent, "cy", messages))
    assert sorted(untranslated(catalogue)) == sorted(messages)


@pytest.mark.parametrize("part", PARTS, ids=lambda path: path.name)
def test_translations_have_the_same_places_to_fill_in(part: Path) -> None:
    catalogue = read_catalogue(part / "locales/cy.po")
    assert [(one.id, errors) for one, errors in catalogue.check()] == []
