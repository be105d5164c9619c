"""The walls between the packages stand, and each is shown to catch a violation planted in it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCES = ("libs/*/src/*", "services/*/src/*", "stack/src/*", "demo/src/*")

# wall: (module that the violation is planted in, what it then imports)
PLANTED = {
    "The contracts need nothing but pydantic": ("civic_contracts", "import sqlalchemy"),
    "Counting and reference data need nothing of ours": ("civic_counting", "import pydantic"),
    "The kit knows no word of the domain": (
        "servicekit",
        "from civic_contracts.events import ideas",
    ),
    "The page kit stands alone": ("pagekit", "import servicekit"),
    "No service imports another, nor what starts it": ("ideas", "import budgets.app"),
    "Services know nothing of the stack or the demonstration": ("budgets", "import civic_stack"),
    "Only the kit, what starts the broker and what looks on from outside speak to it": (
        "volunteers",
        "import aio_pika",
    ),
    "The kit's own layers": ("servicekit/messaging", "from servicekit.web import Api"),
}


def lint(copy: Path) -> str:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = os.environ | {"PYTHONPATH": str(copy)}
    done = subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages' sources alone, side by side, so that violations are planted in a copy."""
    folder = tmp_path_factory.mktemp("sources")
    shutil.copy(ROOT / ".importlinter", folder)
    for pattern in SOURCES:
        for package in ROOT.glob(pattern):
            if package.is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "*.json", "assets")
                shutil.copytree(package, folder / package.name, ignore=ignored)
    return folder


def test_every_wall_stands(copy: Path) -> None:
    told = lint(copy)
    assert "0 broken" in told, told


def test_every_wall_has_a_planted_violation() -> None:
    names = {
        line.removeprefix("name = ")
        for line in (ROOT / ".importlinter").read_text().splitlines()
        if line.startswith("name = ")
    }
    assert names == set(PLANTED)


@pytest.mark.parametrize("wall", PLANTED)
def test_a_planted_violation_is_caught(copy: Path, wall: str) -> None:
    package, statement = PLANTED[wall]
    planted = copy / package / "planted.py"
    planted.write_text(f"{statement}\n")
    try:
        told = lint(copy)
    finally:
        planted.unlink()
    assert f"{wall} BROKEN" in told, told
