"""Links lead somewhere, paths that are named exist, and tests that are cited are there."""

import ast
import re
from pathlib import Path

import pytest
from markdown_pages import ROOT, name_of, pages, without_blocks

PAGES = {name_of(page): page.read_text() for page in pages()}

_LINK = re.compile(r"!?\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)", re.DOTALL)
_ELSEWHERE = re.compile(r"[a-z]+:")
_PATH = re.compile(r"`((?:[A-Za-z0-9_.-]+/)+[A-Za-z0-9_.-]*)`")
_TOP = tuple(f"{entry.name}/" for entry in ROOT.iterdir() if entry.is_dir())
# Pages whose paths in backticks are all paths from the top of the tree.
_WITH_PATHS = [name for name in PAGES if name == "README.md" or name.startswith("docs/")]
_MADE_LATER = {".venv/", ".cache/", ".run/"}


def dead_links(text: str, folder: Path) -> list[str]:
    """Relative links that lead to no file, or to a heading that is not there."""
    return [
        found["target"]
        for found in _LINK.finditer(without_blocks(text))
        if not _ELSEWHERE.match(found["target"])
        and not _leads_somewhere(found["target"], folder, text)
    ]


def _leads_somewhere(target: str, folder: Path, here: str) -> bool:
    path, _, heading = target.partition("#")
    place = folder / path
    if path and not place.exists():
        return False
    return not heading or heading in _headings(place.read_text() if path else here)


def _headings(text: str) -> set[str]:
    found = re.findall(r"^#+ (.*)$", without_blocks(text), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in found}


def missing_paths(text: str) -> list[str]:
    """Paths in backticks from the top of the tree that do not exist."""
    named = _PATH.findall(without_blocks(text))
    return [
        path
        for path in named
        if path.startswith(_TOP)
        and not path.startswith(tuple(_MADE_LATER))
        and not (ROOT / path).exists()
    ]


def missing_tests(text: str, folder: Path = ROOT) -> list[str]:
    """Tests that are cited as links to files which do not have them."""
    return [
        f"{name} in {found['target']}"
        for found in _LINK.finditer(text)
        for name in re.findall(r"^`(test_\w+)`$", found["text"])
        if name not in _functions(folder / found["target"])
    ]


def _functions(file: Path) -> set[str]:
    if not file.is_file():
        return set()
    tree = ast.parse(file.read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    assert dead_links(PAGES[page], (ROOT / page).parent) == []


@pytest.mark.parametrize("page", _WITH_PATHS)
def test_every_path_that_is_named_exists(page: str) -> None:
    assert missing_paths(PAGES[page]) == []


@pytest.mark.parametrize("page", ["README.md", "docs/guarantees.md"])
def test_every_test_that_is_cited_is_there(page: str) -> None:
    assert "`test_" in PAGES[page]
    assert missing_tests(PAGES[page], (ROOT / page).parent) == []


def volumes_without_the_profile(text: str) -> list[str]:
    """Where ``down -v`` is told without the profile, which leaves a demonstration's part behind."""
    told = re.findall(r"docker compose[^`#|\n]*(?:\n[^`#|]*)?down -v", text)
    return [command for command in told if "--profile demo" not in command]


@pytest.mark.parametrize("page", [page for page, text in PAGES.items() if "down -v" in text])
def test_forgetting_everything_names_the_profile(page: str) -> None:
    assert volumes_without_the_profile(PAGES[page]) == []


def test_a_down_without_the_profile_is_found() -> None:
    assert volumes_without_the_profile("`docker compose down -v`") == ["docker compose down -v"]
    assert volumes_without_the_profile("`docker compose --profile demo\n  down -v`") == []


def test_faults_that_are_planted_are_found() -> None:
    planted = "[a](b.md) ![c](README.md) [d](CONTRIBUTING.md#no-such-rule) <https://example.org>"
    assert dead_links(planted, ROOT) == ["b.md", "CONTRIBUTING.md#no-such-rule"]
    assert dead_links("[e](CONTRIBUTING.md#house-rules) [f](https://example.org/)", ROOT) == []
    assert dead_links("## A rule\n[g](#a-rule) [h](#no-rule)", ROOT) == ["#no-rule"]
    assert missing_paths("`docs/architecture.md` `docs/no-such.md` `idea/no-path`") == [
        "docs/no-such.md"
    ]
    here = "tests/integration/docs/test_links.py"
    cited = f"[`test_every_link_leads_somewhere`]({here}) [`test_of_nothing`]({here})"
    assert missing_tests(cited) == [f"test_of_nothing in {here}"]


def test_every_decision_and_runbook_is_in_its_list() -> None:
    for folder in ("docs/decisions", "docs/runbooks"):
        listed = PAGES[f"{folder}/README.md"]
        files = {name.rpartition("/")[2] for name in PAGES if name.startswith(f"{folder}/")}
        assert [name for name in sorted(files - {"README.md"}) if f"({name})" not in listed] == []
