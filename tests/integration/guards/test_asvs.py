"""The list that answers OWASP ASVS: whole, counted rightly, and everything it names exists."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SECURITY = ROOT / "docs" / "security"
PAGE = (SECURITY / "asvs.md").read_text("utf-8")
with (SECURITY / "asvs-levels.csv").open(encoding="utf-8") as _file:
    LEVELS = {row["id"]: row["level"] for row in csv.DictReader(_file)}

ROW = re.compile(r"^\| (V[\d.]+) \| (\d) \| ([^|]+) \| ([^|]+) \| (.*) \|$", re.M)
LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<target>[^)\s]+)\)")
COUNTS = re.compile(
    r"^\*\*(\d+) requirements: (\d+) met, (\d+) not applicable, (\d+) open\.\*\*$", re.M
)
OPEN = re.compile(r"^Open are (.*?)\.$", re.M | re.S)


def faults(page: str) -> Iterator[str]:
    """What is wrong with the list."""
    rows = ROW.findall(page)
    given = [row[0] for row in rows]
    for missing in sorted(set(LEVELS) - set(given)):
        yield f"{missing} has no row"
    for more in sorted(set(given) - set(LEVELS)):
        yield f"{more} is not of these levels"
    if len(given) != len(set(given)):
        yield "a requirement has two rows"
    for number, level, asks, answer, by in rows:
        if level != LEVELS.get(number):
            yield f"{number} is not of level {level}"
        if answer not in {"met", "n/a", "open"} or not asks.strip() or not by.strip():
            yield f"{number} has no answer"
        yield from (f"{number}: {one}" for one in _faults_of(answer, by))
    answers = [row[3] for row in rows]
    counts = (len(rows), *(answers.count(one) for one in ("met", "n/a", "open")))
    if (told := COUNTS.search(page)) is None or tuple(map(int, told.groups())) != counts:
        yield f"the counts at the top are not {counts}"
    told_open = re.findall(r"V\d[\d.]*\d", found[1]) if (found := OPEN.search(page)) else []
    if told_open != [row[0] for row in rows if row[3] == "open"]:
        yield "those named at the top are not those that are open"


def _faults_of(answer: str, by: str) -> Iterator[str]:
    for link in LINK.finditer(by):
        file = (SECURITY / link["target"]).resolve()
        if not file.exists():
            yield f"{link['target']} is not there"
            continue
        name = re.fullmatch(r"`(test_\w+)`", link["text"])
        if name is not None and name[1] not in _tests_in(file):
            yield f"{name[1]} is not in {link['target']}"
    if answer == "met" and len(by) < 4:
        yield "met by nothing"


@cache
def _tests_in(file: Path) -> frozenset[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    tree = ast.walk(ast.parse(file.read_text("utf-8")))
    return frozenset(node.name for node in tree if isinstance(node, kinds))


def test_every_requirement_has_an_answer_that_holds() -> None:
    assert len(LEVELS) == 253
    assert [*faults(PAGE)] == []


PLANTED = {
    "a row is left out": (r"^\| V8\.2\.2 .*\n", ""),
    "a row is of another level": (r"^(\| V8\.2\.2 \|) 1 ", r"\1 2 "),
    "a row has no answer": (r"^(\| V8\.2\.2 \|.*?\|.*?\|) met ", r"\1 perhaps "),
    "a test is renamed": (r"`test_over_http`", "`test_over_hills`"),
    "a file is moved": (r"\(\.\./\.\./Dockerfile\)", "(../../Containerfile)"),
    "one that is open is not named at the top": (r"^Open are V3\.5\.4 ", "Open are "),
    "a requirement is opened without counting": (r"^(\| V8\.2\.2 \|.*?\|.*?\|) met ", r"\1 open "),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_found(planted: str) -> None:
    changed = re.sub(*PLANTED[planted], PAGE, count=1, flags=re.M)
    assert changed != PAGE
    assert [*faults(changed)] != []
