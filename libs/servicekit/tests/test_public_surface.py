"""What services may use of the kit is a short list, and README.md is that list."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import servicekit
import servicekit.web

README = (Path(__file__).parents[1] / "README.md").read_text()
SERVICES = Path(__file__).parents[3] / "services"
LISTED = set(re.findall(r"`([A-Za-z_.]+)`", README.partition("## Inside")[0]))


def used(source: str) -> Iterator[str]:
    """The modules of the kit that a source file imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "servicekit":
            yield node.module or ""


def beyond(modules: set[str]) -> set[str]:
    """Those that the list does not name, nor a module above them."""
    return {
        module
        for module in modules
        if not any(module == one or module.startswith(f"{one}.") for one in LISTED - {"servicekit"})
        and module != "servicekit"
    }


@pytest.mark.parametrize("module", [servicekit, servicekit.web], ids=lambda one: one.__name__)
def test_every_public_name_is_listed(module: object) -> None:
    assert set(module.__all__) <= LISTED


def test_services_use_nothing_else() -> None:
    # What a service's tests drive it with looks deeper.
    files = [file for file in SERVICES.glob("*/src/**/*.py") if file.name != "testing.py"]
    assert files
    assert beyond({name for file in files for name in used(file.read_text())}) == set()


def test_a_planted_use_of_the_inside_is_found() -> None:
    planted = "from servicekit.messaging.inbox import Inbox\nfrom servicekit import Service\n"
    assert beyond(set(used(planted))) == {"servicekit.messaging.inbox"}
