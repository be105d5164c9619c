"""Both front doors, ours and nginx, say the same to a browser and to a program."""

import json
import re
from pathlib import Path

import pytest
from civic_stack.front_door.messages import page

NGINX = (Path(__file__).parents[2] / "deploy/front-door/nginx.conf").read_text("utf-8")
PLACES = dict(
    re.findall(r"location (?:@|= /)(\w+) \{\n(?:[^{}]|\{\})*?return (\d+ '[^\n]*)';", NGINX)
)
PLAIN = sorted(name for name in PLACES if not name.endswith("_page"))


def test_every_error_has_both_answers() -> None:
    assert len(PLAIN) == 6
    assert {name for name in PLACES if name.endswith("_page")} == {f"{one}_page" for one in PLAIN}
    named = re.findall(r"error_page [\d =]+[@/](\w+)(\$as_page)?;", NGINX)
    assert sorted(named) == [(name, "$as_page") for name in PLAIN]


@pytest.mark.parametrize("name", PLAIN)
def test_the_page_says_what_the_problem_says(name: str) -> None:
    status, body = PLACES[name].split(" '", 1)
    problem = json.loads(body)
    assert problem["status"] == int(status)
    assert PLACES[f"{name}_page"] == f"{status} '{page(problem['title'], problem['detail'])}"
