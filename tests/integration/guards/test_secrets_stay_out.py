"""An operator's settings and secrets get into no commit and no image."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
OFFERED = re.search(r"CIVIC_SECRETS=\./(\S+)", (ROOT / ".env.example").read_text())
assert OFFERED is not None
PRIVATE = (".env", f"{OFFERED[1]}/person_key", f"{OFFERED[1]}/front_door_key.pem")


def would_be_committed(folder: Path, paths: tuple[str, ...]) -> list[str]:
    """Those of the paths that ``git add .`` would take in a folder with our .gitignore."""
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("secret")
    listed = subprocess.run(
        ["git", "-C", folder, "ls-files", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
    )
    return [path for path in listed.stdout.splitlines() if path in paths]


def goes_to_the_builder(rules: str, path: str) -> bool:
    """Docker's reading, for rules that name whole folders and ``**/name``: the last one decides."""
    sent = True
    for rule in (line for line in rules.splitlines() if line and not line.startswith("#")):
        name = rule.removeprefix("!")
        anywhere = name.startswith("**/") and name.removeprefix("**/") in path.split("/")
        if name == "*" or anywhere or path == name or path.startswith(f"{name}/"):
            sent = rule.startswith("!")
    return sent


def test_git_passes_over_them(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text((ROOT / ".gitignore").read_text())
    assert would_be_committed(tmp_path, PRIVATE) == []


def test_a_gitignore_that_forgets_them_is_found(tmp_path: Path) -> None:
    lines = (ROOT / ".gitignore").read_text().splitlines()
    kept = [line for line in lines if ".env" not in line and OFFERED[1] not in line]
    (tmp_path / ".gitignore").write_text("\n".join(kept))
    assert sorted(would_be_committed(tmp_path, PRIVATE)) == sorted(PRIVATE)


@pytest.mark.parametrize("path", [*PRIVATE, *(f"deploy/{path}" for path in PRIVATE)])
def test_they_do_not_go_to_the_builder(path: str) -> None:
    assert not goes_to_the_builder((ROOT / ".dockerignore").read_text(), path)


def test_a_dockerignore_that_forgets_them_is_found() -> None:
    assert goes_to_the_builder("*\n!deploy\n**/tests\n", "deploy/.env")
    assert not goes_to_the_builder("*\n!deploy\n**/tests\n", "deploy/prepare/tests/x.py")
    assert goes_to_the_builder((ROOT / ".dockerignore").read_text(), "deploy/health/answers")
