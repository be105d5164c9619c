"""Fields keep what was typed, escaped, and are linked with their errors."""

from datetime import date
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment
from pagekit import Branding, FormState, PageContext, environment
from pagekit.forms import all_typed, typed

IMPORT = '{% import "pagekit/forms.html" as forms %}'
PAGES = environment([], branding=Branding(council="C", contact="c@example.org"), service="ideas")
FIELDS = {
    "text": '{{ forms.text(form, "f", "Label", hint="Hint") }}',
    "textarea": '{{ forms.textarea(form, "f", "Label", hint="Hint") }}',
    "radios": '{{ forms.radios(form, "f", "Label", [("a", "A"), ("b", "B")], hint="Hint") }}',
    "checkboxes": '{{ forms.checkboxes(form, "f", "Label", [("a", "A"), ("b", "B")], "Hint") }}',
    "select": '{{ forms.select(form, "f", "Label", [("a", "A"), ("b", "B")], hint="Hint") }}',
    "date": '{{ forms.date(form, "f", "Label", hint="Hint") }}',
    "money": '{{ forms.money(form, "f", "Label", hint="Hint") }}',
    "file": '{{ forms.file(form, "f", "Label", hint="Hint") }}',
}


def draw(source: str, form: object, pages: Environment = PAGES) -> str:
    return pages.from_string(IMPORT + source).render(form=form)


@pytest.mark.parametrize("kind", FIELDS)
def test_a_field_is_linked_with_its_hint_and_error(kind: str) -> None:
    form = FormState(errors={"f": "That is <wrong>"})
    html = draw(FIELDS[kind], form)
    assert 'id="f"' in html
    assert "That is &lt;wrong&gt;" in html
    stem = "f-date" if kind == "date" else "f"
    assert f"{stem}-hint {stem}-error" in html
    assert f'id="{stem}-hint"' in html
    assert f'id="{stem}-error"' in html


@pytest.mark.parametrize("kind", FIELDS)
def test_a_field_without_an_error_shows_none(kind: str) -> None:
    html = draw(FIELDS[kind], {})
    assert "error" not in html
    assert "Label" in html


def test_choices_stay_chosen() -> None:
    form = FormState(values={"f": "b"})
    assert 'value="b" checked' in draw(FIELDS["radios"], form)
    assert 'value="b" selected' in draw(FIELDS["select"], form)
    assert 'value="b" checked' in draw(FIELDS["checkboxes"], form)
    both = draw(FIELDS["checkboxes"], FormState(values={"f": ["a", "b"]}))
    assert both.count(" checked") == 2


def test_choices_whose_values_need_escaping_stay_chosen() -> None:
    source = '{{ forms.select(form, "f", "L", [("a&b", "A")]) }}'
    source += '{{ forms.radios(form, "g", "L", [("a<b", "A")]) }}'
    html = draw(source, FormState(values={"f": "a&b", "g": "a<b"}))
    assert 'value="a&amp;b" selected' in html
    assert 'value="a&lt;b" checked' in html


def test_a_date_keeps_its_three_parts_and_leads_to_the_first() -> None:
    form = FormState(values={"f-day": "31", "f-month": "2", "f-year": "2010"}, errors={"f": "No"})
    html = draw(FIELDS["date"], form)
    for part, value in (("day", "31"), ("month", "2"), ("year", "2010")):
        assert f'name="f-{part}"' in html
        assert f'value="{value}"' in html
    assert html.count("govuk-input--error") == 3


@settings(deadline=None)  # the first of a run compiles the templates
@given(st.text(st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"]), max_size=80))
def test_text_comes_back_as_it_was_typed(value: str) -> None:
    form = FormState(values={"f": value})
    html = draw(FIELDS["textarea"], form)
    shown = html.split("<textarea", 1)[1].split(">", 1)[1].split("</textarea>")[0]
    # A browser drops the first line break of a textarea.
    assert unescape(shown.removeprefix("\n")) == value
    field = draw(FIELDS["money"], FormState(values={"f-pounds": value}))
    held = field.split('value="', 1)[1].split('"', 1)[0] if 'value="' in field else ""
    assert unescape(held) == value


def test_the_form_carries_its_tokens_escaped() -> None:
    source = "{% call forms.form('/a?b=\"c', 'to\"ken', 'id', files=true) %}inside{% endcall %}"
    html = draw(source, {})
    assert 'action="/a?b=&#34;c"' in html
    assert 'name="csrf" value="to&#34;ken"' in html
    assert 'name="command_id" value="id"' in html
    assert 'enctype="multipart/form-data"' in html
    assert "inside" in html


def test_defaults_hold_only_until_the_form_was_sent() -> None:
    source = '{{ forms.text(form, "f", "L", default=7) }}'
    assert 'value="7"' in draw(source, {})
    assert 'value="7"' not in draw(source, FormState(values={"f": ""}))
    source = '{{ forms.checkboxes(form, "f", "L", [("a", "A")], default=["a"]) }}'
    assert "checked" in draw(source, FormState())
    assert "checked" not in draw(source, FormState(values={"f": []}))


def test_values_of_other_kinds_become_text() -> None:
    assert typed(FormState(values={"f": ["a", "b"]}), "f") == "b"
    assert typed(FormState(values={"f": None}), "f") == ""  # type: ignore[dict-item]  # from a template
    assert all_typed(FormState(values={"f": 3}), "f") == ["3"]  # type: ignore[dict-item]  # from a template
    assert all_typed(object(), "f", [1]) == ["1"]


def test_a_single_tick_and_an_optional_field() -> None:
    source = '{{ forms.tick(form, "f", "I agree") }}'
    assert 'value="yes" checked' in draw(source, FormState(values={"f": "yes"}))
    assert 'aria-describedby="f-error"' in draw(source, FormState(errors={"f": "Tick it"}))
    assert "L (optional)" in draw('{{ forms.text(form, "f", "L", optional=true) }}', {})


@pytest.mark.parametrize("name", ["amount", "amount-pounds"])
@pytest.mark.parametrize("wrong", ["amount", "amount-pounds"])
def test_an_amount_is_sent_in_pounds_and_found_under_either_name(name: str, wrong: str) -> None:
    form = FormState(values={"amount-pounds": "1,250"}, errors={wrong: "Too much"})
    html = draw(f'{{{{ forms.money(form, "{name}", "Amount") }}}}', form)
    assert 'id="amount" name="amount-pounds"' in html
    assert 'value="1,250"' in html
    assert "Too much" in html
    assert 'aria-describedby="amount-error"' in html


def test_a_file_must_be_chosen_again_when_another_field_was_wrong() -> None:
    page = (
        "{% extends 'pagekit/page.html' %}{% import 'pagekit/forms.html' as forms %}"
        "{% set title = 'T' %}{% block content %}{{ forms.text(form, 'name', 'Your name') }}"
        "{{ forms.file(form, 'plan', 'A plan') }}"
        "{{ forms.file(form, 'photo', 'A photograph', hint='JPEG', optional=true) }}{% endblock %}"
    )

    def shown(form: FormState) -> str:
        return unescape(PAGES.from_string(page).render(page=PageContext(path="/"), form=form))

    again = "Choose the file for “A plan” again: it is not kept when a form is shown again"
    if_chosen = "JPEG If you had chosen a file, choose it again"
    fresh = shown(FormState())
    assert "again" not in fresh
    wrong = shown(FormState(values={"name": "Leila"}, errors={"name": "Use another name"}))
    assert wrong.count(again) == 2
    assert '<a href="#plan">' in wrong
    assert if_chosen in wrong
    assert 'value="Leila"' in wrong
    missing = shown(FormState(errors={"plan": "must be filled in"}))
    assert again not in missing
    assert "Choose a plan" in missing


def test_what_was_typed_is_kept_unseen_on_the_page_that_asks() -> None:
    form = FormState(values={"title": 'A "big" <choir>', "help": ["time", "space"], "note": ""})
    html = draw('{{ forms.kept(form) }}{{ forms.confirming("Award £5") }}', form)
    assert html.count('type="hidden"') == 4
    assert 'name="title" value="A &#34;big&#34; &lt;choir&gt;"' in html
    assert 'name="help" value="time"' in html
    assert 'name="help" value="space"' in html
    assert html.index('value="yes"') < html.index('value="no"'), "Enter presses the first"


def test_a_date_may_begin_with_a_day() -> None:
    source = '{{ forms.date(form, "f", "Label", default=default) }}'
    fresh = PAGES.from_string(IMPORT + source).render(form=FormState(), default=date(2010, 3, 21))
    assert [f'value="{part}"' in fresh for part in (21, 3, 2010)] == [True] * 3
    sent = FormState(values={"f-day": "x", "f-month": "", "f-year": ""})
    again = PAGES.from_string(IMPORT + source).render(form=sent, default=date(2010, 3, 21))
    assert 'value="2010"' not in again
