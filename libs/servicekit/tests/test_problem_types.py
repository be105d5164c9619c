"""Every type of problem has a title of its own, in the kit and in every service."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from servicekit.errors import Unprocessable
from servicekit.web.problem_types import PARTICULAR, STANDARD
from servicekit.web.problems import REFUSALS, as_problem, problem

ROOT = Path(__file__).parents[3]
SOURCES = sorted(
    path
    for pattern in ("libs/servicekit/src/**/*.py", "services/*/src/**/*.py")
    for path in ROOT.glob(pattern)
)

Told = tuple[int, str, str]


class Planted(Exception):
    """The rule of a service."""


def declared(source: str) -> Iterator[Told]:
    """The problems that code answers with: status, type, and a title where it gives one.

    The type of a rule is named by its class, and is no text here.
    """
    tree = ast.parse(source)
    named = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and "problem" in ast.unparse(call.func).lower()):
            continue
        given = [_value(one, named) for one in call.args]
        titles = [_value(one.value, named) for one in call.keywords if one.arg == "title"]
        for status, code in pairwise(given):
            if isinstance(status, int) and isinstance(code, str):
                yield status, code, str(titles[0]) if titles else ""


def _value(node: ast.expr, named: dict[str, object]) -> object:
    if isinstance(node, ast.Constant):
        return node.value
    return named.get(node.id) if isinstance(node, ast.Name) else None


def titles(told: set[Told]) -> dict[str, set[str]]:
    """What each type is called, as the answers have it."""
    found: dict[str, set[str]] = {}
    for status, code, title in told:
        body = json.loads(bytes(problem(status, code, "So.", title=title).body))
        found.setdefault(code, set()).add(body["title"])
    return found


def shared(told: set[Told]) -> set[str]:
    """Types that have another's title, or several titles."""
    known = titles(told)
    wrong = {code for code, names in known.items() if len(names) > 1}
    for code, names in known.items():
        wrong |= {code for other, others in known.items() if other != code and names & others}
    return wrong


EVERY: set[Told] = {
    *(one for path in SOURCES for one in declared(path.read_text("utf-8"))),
    *((status, code, "") for _, status, code in REFUSALS),
    *((status, code, "") for status, (code, _) in STANDARD.items()),
}


def test_no_two_types_of_problem_share_a_title() -> None:
    assert shared(EVERY) == set()
    of_one_status = {(status, code) for status, code, _ in EVERY}
    assert len(of_one_status) == len(titles(EVERY))


def test_every_type_is_looked_at() -> None:
    codes = {code for _, code, _ in EVERY}
    assert codes >= {"idempotency-key-reused", "too-large", "too-many-listeners", "csrf"}
    assert PARTICULAR.keys() <= codes


def test_what_a_title_says_fits() -> None:
    known = titles(EVERY)
    assert known["idempotency-key-reused"] == {"The idempotency key was used for another request"}
    assert known["invalid-field"] == {"A field does not hold"}
    field = as_problem(Unprocessable("Too long.", pointer="/title"), Planted)
    assert field is not None
    assert (field.code, field.title) == ("invalid-field", "A field does not hold")


def test_rules_share_one_title() -> None:
    """Which rule it is stands beside it, under ``rule``."""
    rule = as_problem(Planted(), Planted)
    assert rule is not None
    assert (rule.code, rule.title, rule.extra) == (
        *("planted", "Not possible now"),
        {"rule": "planted"},
    )


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ('raise Problem(422, "planted", "So.")', {"planted", "invalid-field"}),
        ('TREE = "tree"\nproblem(409, TREE, "So.")', {"tree", "not-possible-now"}),
        ('Problem.__init__(self, 503, "tree", "So.")', {"tree", "unavailable"}),
        ('Problem(400, "tree", "So.", title="Not found")', {"tree", "not-found"}),
        ('Problem(400, "tree", "So.", title="A tree is in the way")', set()),
        ('Problem(400, "tree", "", title="A"), Problem(400, "tree", "", title="B")', {"tree"}),
    ],
)
def test_a_planted_type_with_another_types_title_is_found(planted: str, found: set[str]) -> None:
    assert shared({*EVERY, *declared(planted)}) == found
