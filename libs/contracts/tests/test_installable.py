"""The package stands by itself: a wheel that needs pydantic and nothing else of ours."""

import subprocess
import sys
import sysconfig
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
# pydantic and what pydantic itself needs.
NEEDED = (
    "pydantic",
    "pydantic_core",
    "annotated_types",
    "typing_extensions.py",
    "typing_inspection",
)
PROGRAM = """
import sys, pathlib
sys.path.insert(0, sys.argv[1]); sys.path.insert(1, sys.argv[2])
import civic_contracts, civic_contracts.topology, civic_contracts.generate
samples = pathlib.Path(civic_contracts.__file__).with_name("samples").glob("*.json")
parsed = [civic_contracts.parse(path.read_bytes()).event for path in samples]
print(len(parsed) == len(civic_contracts.all_events()) > 70)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=PROJECT, check=True, timeout=120, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_requires_pydantic_alone(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(name).decode())
    assert metadata.get_all("Requires-Dist") == ["pydantic"]


def test_it_parses_every_sample_with_pydantic_alone(wheel: Path, tmp_path: Path) -> None:
    installed, needed = tmp_path / "installed", tmp_path / "needed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    needed.mkdir()
    for name in NEEDED:
        (needed / name).symlink_to(Path(sysconfig.get_path("purelib")) / name)
    command = [sys.executable, "-I", "-S", "-c", PROGRAM, str(installed), str(needed)]
    found = subprocess.run(command, timeout=120, capture_output=True, text=True, check=False)
    assert found.stdout == "True\n", found.stderr
