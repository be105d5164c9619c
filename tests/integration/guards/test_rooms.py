"""What each kind of file in a service's rooms may import, and how long a module may grow."""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from civic_contracts.topology import SERVICES

ROOT = Path(__file__).parents[3]
MAY_SPEAK_EVENTS = ("publishing.py", "inbound", "projections", "app.py", "testing.py")
LONGEST_MODULE = 300
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}


def modules(service: str) -> Iterator[Path]:
    yield from sorted((ROOT / "services" / service / "src" / service).rglob("*.py"))


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def outside_the_standard_library(service: str, source: str) -> list[str]:
    """What a ``domain.py`` may not import; its service's ``rules`` are its own words."""
    allowed = {*sys.stdlib_module_names, "__future__"}
    return [
        name
        for name in imported(source)
        if name.partition(".")[0] not in allowed
        and not name.startswith(f"{service}.rules")
        and not (name.startswith(f"{service}.") and ".domain" in name)
    ]


def events_imported(source: str) -> list[str]:
    return [name for name in imported(source) if name.startswith("civic_contracts.events")]


def broken_in(service: str, paths: Iterable[Path]) -> list[str]:
    found = []
    for path in paths:
        source = path.read_text()
        room = str(path.relative_to(ROOT))
        if path.name == "domain.py" or path.parent.name == "domain":
            found += [f"{room}: {name}" for name in outside_the_standard_library(service, source)]
        if not any(part in MAY_SPEAK_EVENTS for part in path.parts):
            found += [f"{room}: {name}" for name in events_imported(source)]
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_rooms_import_what_they_may(service: str) -> None:
    assert broken_in(service, modules(service)) == []


def test_a_domain_that_imports_more_is_caught() -> None:
    assert outside_the_standard_library("ideas", "from sqlalchemy import text") != []
    assert outside_the_standard_library("ideas", "from ideas.intake.tables import ideas") != []
    assert outside_the_standard_library("ideas", "from ideas.rules import RuleBroken") == []


def test_a_command_that_imports_events_is_caught() -> None:
    assert events_imported("from civic_contracts.events.ideas import IdeaReferred") != []
    assert events_imported("from civic_contracts.events import ideas") != []


def python_files() -> list[Path]:
    folders = ("libs", "services", "stack", "demo", "tests", "scripts", "benchmarks")
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def test_modules_can_be_read_in_one_go() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in python_files()
        if (lines := len(path.read_text().splitlines())) > LONGEST_MODULE
    }
    assert long == {}


def test_file_names_say_what_is_in_them() -> None:
    assert [path for path in python_files() if path.stem in SAYS_NOTHING] == []


def test_integration_tests_know_no_service_from_the_inside() -> None:
    """But for planted defects, which are builds of the kit."""
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "tests" / "integration").rglob("*.py"))
        if path.parent.name != "planted"
        for name in imported(path.read_text())
        if name.partition(".")[0] in {*SERVICES, "servicekit"}
    ]
    assert found == []
