"""Every form that changes something carries the token of the session that it acts for.

That no service starts with a route that takes a form without one is `route_guard` in the kit; this
looks at the other side, the pages: a form without its token would be refused, and help nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted(
    [*ROOT.glob("services/*/src/*/templates/**/*.html"), *ROOT.glob("libs/pagekit/src/**/*.html")]
)
# The one address that takes a post without such a token is no form's: the issuer's back channel
# (`/<service>/sign-out/told`), where a signed logout token says who is meant.
BACK_CHANNEL = "/sign-out/told"

FORM = re.compile(
    r"<form\b(?P<about>(?:[^>{]|\{\{.*?\}\}|\{%.*?%\}|\{(?![{%]))*)>(?P<inside>.*?)</form>", re.S
)
TOKEN = re.compile(r'<input type="hidden" name="csrf" value="\{\{ (?:page\.)?csrf \}\}">')
MACRO = re.compile(r"\bforms?\.form\((?P<arguments>(?:[^()]|\([^()]*\))*)\)")


def faults(source: str) -> Iterator[str]:
    """The forms of a template that post without a token."""
    for form in FORM.finditer(source):
        about = form["about"]
        if re.search(r'method="get"', about, re.I):
            continue
        if not TOKEN.search(form["inside"]):
            yield f"a form without a token: <form{about}>"
    for call in MACRO.finditer(source):
        if not re.search(r"\bpage\.csrf\b", call["arguments"]):
            yield f"a form without the page's token: {call[0]}"
        elif not re.search(r"\bcommand_id\b", call["arguments"]):
            yield f"a form without an id, so that sent again it is done again: {call[0]}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_every_form_has_a_token(path: Path) -> None:
    # What the macro's own manual shows is no form.
    source = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S)
    assert [*faults(source)] == []


def test_there_are_forms_to_look_at() -> None:
    told = "".join(path.read_text("utf-8") for path in TEMPLATES)
    assert len(MACRO.findall(told)) > 20
    assert BACK_CHANNEL not in told


PLANTED = [
    '<form method="post" action="/x"><input name="title"></form>',
    '<form action="{{ url }}" method="post"><input type="hidden" name="csrf" value=""></form>',
    '<form action="/x"><p>A form that says nothing of how it is sent</p></form>',
    '{% call forms.form("/ideas/new", "", command_id) %}{% endcall %}',
    '{% call forms.form("/ideas/" ~ (idea.id | string), command_id) %}{% endcall %}',
    '{% call forms.form("/ideas/new", page.csrf, label=_("Say it")) %}{% endcall %}',
]


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_form_is_found(planted: str) -> None:
    assert len([*faults(planted)]) == 1
