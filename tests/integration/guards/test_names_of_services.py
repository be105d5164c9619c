"""The services are named in one place: whoever adds one does not look for the others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from civic_contracts.topology import SERVICES

ROOT = Path(__file__).parents[3]
NAMED = "libs/contracts/src/civic_contracts/topology/names.py"
# The compose smoke test runs before anything is installed, on the standard library alone.
WITHOUT_THE_CONTRACTS = {
    "tests/integration/compose/project.py",
    "tests/integration/harness/header_guard.py",
}
FOLDERS = ("libs", "services", "stack", "demo", "deploy", "tests", "benchmarks", "scripts")


def written_out(source: str) -> Iterator[int]:
    """The lines in which all services, and nothing else, are listed by name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            names = [one.value for one in node.elts if isinstance(one, ast.Constant)]
            if len(names) == len(node.elts) and set(names) == set(SERVICES):
                yield node.lineno


def test_the_services_are_listed_once() -> None:
    found = {
        str(path.relative_to(ROOT))
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        if list(written_out(path.read_text("utf-8")))
    }
    assert found == {NAMED, *WITHOUT_THE_CONTRACTS}


def test_the_list_that_stands_alone_is_the_same() -> None:
    for path in WITHOUT_THE_CONTRACTS:
        source = (ROOT / path).read_text("utf-8")
        assert f"SERVICES = {SERVICES!r}".replace("'", '"') in source


def test_a_planted_list_is_found() -> None:
    planted = f"a = 1\nfor one in {[*SERVICES][::-1]!r}:\n    pass\nsome = {SERVICES[:2]!r}\n"
    assert list(written_out(planted)) == [2]
