"""The id of a form in its page's address: new where it is missing, odd or old."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Annotated, cast

import jinja2
import pytest
from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field
from servicekit.identity import Actor
from servicekit.web.form_ids import (
    AHEAD,
    OLDEST,
    address_without_id,
    has_form,
    id_in,
    kept_or_new,
    key_of,
    new_id,
    with_id,
)
from servicekit.web.forms import FormInvalid, as_typed, parse_form
from servicekit.web.idempotency import LONGEST_KEY
from servicekit.web.pages import PageRenderer, UndeclaredForm
from servicekit.web.runtime import Runtime

NOBODY = Actor(person_key=None, roles=frozenset(), name=None)
SOURCES = {
    "form": "{{ form(csrf, command_id) }}{% block more %}{% endblock %}",
    "on-a-form": "{% extends 'form' %}",
    "none": "{{ title }}",
}
PAGES = jinja2.Environment(loader=jinja2.DictLoader(SOURCES), autoescape=True)


def asked(query: str) -> Request:
    scope = {"type": "http", "path": "/ideas/new", "query_string": query.encode(), "headers": []}
    return Request({**scope, "method": "GET", "server": ("localhost", 80), "scheme": "http"})


def test_no_two_ids_are_the_same_and_each_is_known_again() -> None:
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    for one in made:
        assert id_in(asked(f"title=A&command_id={one}")) == one
        assert kept_or_new(one) == one


def test_the_forms_of_a_page_share_its_id_and_have_a_key_each() -> None:
    page = new_id()
    pay, refuse = (
        key_of(page, "/budgets/payments/1/pay"),
        key_of(page, "/budgets/payments/1/refuse"),
    )
    assert pay is not None
    assert len({pay, refuse, page}) == 3
    assert len(pay) < LONGEST_KEY
    assert key_of(None, "/budgets/payments/1/pay") is None


@pytest.mark.parametrize(
    "odd",
    ["", "x", "x" * 300, "%00", new_id().upper(), new_id() + "0"],
    ids=["empty", "short", "long", "null", "capitals", "one-more"],
)
def test_what_is_no_id_is_none(odd: str) -> None:
    assert id_in(asked(f"command_id={odd}")) is None
    assert kept_or_new(odd) != odd


def test_an_address_that_was_kept_for_long_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    made, now = new_id(), time.time()
    monkeypatch.setattr(time, "time", lambda: now + OLDEST - 5)
    assert id_in(asked(f"command_id={made}")) == made
    monkeypatch.setattr(time, "time", lambda: now + OLDEST + 5)
    assert id_in(asked(f"command_id={made}")) is None


def test_an_id_of_a_time_to_come_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    made, now = new_id(), time.time()
    monkeypatch.setattr(time, "time", lambda: now - AHEAD + 5)
    assert id_in(asked(f"command_id={made}")) == made
    monkeypatch.setattr(time, "time", lambda: now - AHEAD - 5)
    assert id_in(asked(f"command_id={made}")) is None


def test_the_rest_of_the_address_stays() -> None:
    made = with_id(asked("title=A+choir&ward=&command_id=old"))
    path, _, query = made.partition("?")
    assert path == "/ideas/new"
    assert query.startswith("title=A+choir&ward=&command_id=")
    assert id_in(asked(query)) is not None
    assert address_without_id(asked(query)) == "/ideas/new?title=A+choir&ward="
    assert address_without_id(asked("q=%2B&x")) == "/ideas/new?q=%2B&x"


def test_a_page_has_a_form_where_its_template_says_so() -> None:
    assert has_form(PAGES, "form")
    assert has_form(PAGES, "on-a-form")
    assert not has_form(PAGES, "none")


async def test_a_page_whose_route_says_nothing_of_its_form_is_not_drawn() -> None:
    """The form would have no id, and be done again after going back."""
    runtime = cast("Runtime", SimpleNamespace(environment=PAGES))
    for template in ("form", "on-a-form"):
        with pytest.raises(UndeclaredForm, match=f"{template} at /ideas/new"):
            await PageRenderer(asked(""), runtime, NOBODY).render(template)


class Line(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: Annotated[str, Field(max_length=5)]
    amount: int


class Costs(BaseModel):
    lines: tuple[Line, ...] = ()


def test_a_mistake_is_told_at_the_row_in_which_it_was_typed() -> None:
    typed = {
        "lines.0.title": "Soil",
        "lines.0.amount-pounds": "1",
        "lines.1.title": "",
        "lines.1.amount-pounds": "",
        "lines.3.title": "Wheelbarrow",
        "lines.3.amount-pounds": "",
    }
    with pytest.raises(FormInvalid) as caught:
        parse_form(Costs, typed)
    assert set(caught.value.errors) == {"lines.3.title", "lines.3.amount-pounds"}
    assert as_typed("lines.1.amount", typed) == "lines.3.amount-pounds"
    assert as_typed("lines.7.amount", typed) == "lines.7.amount"
    assert as_typed("", typed) == ""
