"""Every text of every page can be translated, the catalogues are in line, the draft is whole."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pagekit import environment
from pagekit.catalogues import read_catalogue
from pagekit.extraction import code_messages, forgotten, template_messages

ROOT = Path(__file__).parents[3]
PAGEKIT = ROOT / "libs/pagekit/src/pagekit"
PARTS = [PAGEKIT, *(path.parent for path in ROOT.glob("services/*/src/*/templates"))]
TEMPLATES = [path for part in PARTS for path in sorted((part / "templates").rglob("*.html"))]
# The pages of which there is a Welsh draft: home, submitting, the thread, the vote; and pagekit.
IN_WELSH = {
    "ideas": ("home", "new", "details", "sent", "thread", "all", "mine", "ideas_parts"),
    "budgets": ("decision", "budgets_parts"),
}
IN_WELSH_CODE = (
    *("libs/pagekit/src/pagekit/layout.py", "libs/pagekit/src/pagekit/errors.py"),
    *("libs/pagekit/src/pagekit/wording.py", "services/ideas/src/ideas/intake/progress.py"),
    "services/ideas/src/ideas/intake/pages.py",
)
PAGES = environment([], service="ideas")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_no_text_is_left_out_of_the_catalogues(path: Path) -> None:
    assert forgotten(path.read_text("utf-8"), PAGES) == []


def test_a_planted_text_is_found() -> None:
    planted = TEMPLATES[-1].read_text("utf-8") + "<p>Planted text</p>"
    assert [one.split(": ", 1)[1] for one in forgotten(planted, PAGES)] == ["Planted text"]


def test_the_catalogues_are_in_line_with_the_pages() -> None:
    script = ROOT / "scripts/update_catalogues.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def in_welsh() -> Iterator[tuple[Path, Path]]:
    """(file, its part) of all that there must be a draft of."""
    for path in (PAGEKIT / "templates").rglob("*.html"):
        yield path, PAGEKIT
    for service, names in IN_WELSH.items():
        part = ROOT / "services" / service / "src" / service
        yield from ((part / "templates" / f"{name}.html", part) for name in names)
    for name in IN_WELSH_CODE:
        path = ROOT / name
        yield path, next(part for part in PARTS if part in path.parents)


@pytest.mark.parametrize(("path", "part"), list(in_welsh()), ids=lambda path: path.name)
def test_the_welsh_draft_is_whole_where_there_must_be_one(path: Path, part: Path) -> None:
    if path.suffix == ".py":
        messages = list(code_messages(path))
    else:
        messages = list(template_messages(path.read_text("utf-8"), PAGES))
    known = [read_catalogue(one / "locales/cy.po") for one in {part, PAGEKIT}]
    missing = []
    for message in messages:
        plain = message if isinstance(message, str) else message[0]
        found = next((one.get(plain) for one in known if one.get(plain)), None)
        said = () if found is None else found.string
        texts = [said] if isinstance(said, str) else list(said)
        if not texts or not all(texts):
            missing.append(plain)
    assert missing == []


@pytest.mark.parametrize("part", PARTS, ids=lambda path: path.name)
def test_translations_have_the_same_places_to_fill_in(part: Path) -> None:
    catalogue = read_catalogue(part / "locales/cy.po")
    assert [(one.id, errors) for one, errors in catalogue.check()] == []
