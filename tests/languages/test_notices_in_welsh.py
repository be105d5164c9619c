"""What a page says once a form was done is said in Welsh too, for every form that is declared."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from civic_contracts.topology import SERVICES
from jinja2 import Environment
from pagekit import environment
from servicekit.identity import public
from servicekit.web import Each, Form, Pages, Silent
from servicekit.web.standing_pages import every_services_pages

ROOT = Path(__file__).parents[2]
os.environ.setdefault("CIVIC_POLICIES", str(ROOT / "deploy" / "policies"))

MADE = {service: import_module(f"{service}.app").SERVICE for service in SERVICES}
# As the layout has it.
SAID = "{{ notice | spoken }}"


def declared(pages: Iterable[Pages]) -> Iterator[tuple[str, str]]:
    """Every sentence, and where the form is sent that it is said of."""
    for some in pages:
        for notice in some.notices:
            yield from ((notice.path, sentence) for _, sentence in notice.keyed())


def without_welsh(drawn_in: Environment, pages: Iterable[Pages]) -> list[tuple[str, str]]:
    """The sentences that a Welsh page says in English, or not at all."""
    template = drawn_in.from_string(SAID)
    found = []
    for path, sentence in declared(pages):
        said = unescape(template.render(notice=sentence, page={"language": "cy"})).strip()
        if not said or "lang=" in said or said == sentence:
            found.append((path, sentence))
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_every_notice_is_said_in_welsh(service: str) -> None:
    made = MADE[service]
    pages = [*made.pages, *every_services_pages()]
    assert without_welsh(made.environment(), pages) == []


def test_there_are_notices_to_look_at() -> None:
    told = {name: len(made.notices()) for name, made in MADE.items()}
    assert {name for name, count in told.items() if count} == {"ideas", "budgets", "volunteers"}
    assert sum(told.values()) > 40


async def _nothing() -> Form:
    raise AssertionError("declared, and never sent")


PLANTED = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "A beech is planted."
msgstr "Plannwyd ffawydden."

msgid "An oak is planted."
msgstr "An oak is planted."

msgid "A birch is planted."
msgstr ""
"""
TREES = {one: f"{one} is planted." for one in ("A beech", "An oak", "A birch", "A yew")}


@pytest.fixture
def planted(tmp_path: Path) -> Environment:
    """Pages with a catalogue: one translation, one in English, one empty; of the yew, nothing."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "cy.po").write_text(PLANTED)
    return environment([tmp_path / "templates"], service="budgets")


@pytest.mark.parametrize("sentence", [*TREES.values(), Each("tree", TREES), Silent("it is seen")])
def test_a_planted_notice_without_welsh_is_found(planted: Environment, sentence: Any) -> None:
    pages = Pages()
    pages.form("/trees", permit=public, done=sentence)(_nothing)
    said = [one for _, one in declared([pages])]
    found = [one for one in said if one != TREES["A beech"]]
    assert without_welsh(planted, [pages]) == [("/trees", one) for one in found]
