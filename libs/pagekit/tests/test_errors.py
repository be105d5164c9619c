"""An error names its field, and the summary repeats it word for word."""

import re
from html import unescape

import pytest
from jinja2 import Environment
from pagekit import FormState, PageContext
from pagekit.errors import NEEDED

FORM = """{% extends "pagekit/page.html" %}{% import "pagekit/forms.html" as forms %}
{% set title = "T" %}{% block content %}
{{ forms.text(form, "title", "Title", missing="Enter a title") }}
{{ forms.textarea(form, "what", "What would it do?") }}
{{ forms.select(form, "ward", "Ward", [("a", "A")]) }}
{{ forms.date(form, "began", "First day") }}
{{ forms.money(form, "cost", "Cost") }}
{{ forms.tick(form, "consent", "I agree") }}
{% endblock %}"""


def summary(html: str) -> list[tuple[str, str]]:
    """(address, text) of each line of the error summary."""
    part = html.split("govuk-error-summary__list", 1)[1].split("</ul>", 1)[0]
    lines = re.findall(r'<li>\s*(?:<a href="([^"]*)">)?([^<]*)', part)
    return [(address, unescape(text).strip()) for address, text in lines]


def at_fields(html: str) -> list[str]:
    """The texts of the errors at the fields, in the order of the page."""
    found = re.findall(r'class="govuk-error-message">(.*?)</p>', html, flags=re.DOTALL)
    return [unescape(re.sub(r"<span.*?</span>", "", one)).strip() for one in found]


def drawn(pages: Environment, errors: dict[str, str], language: str = "en") -> str:
    page = PageContext(path="/ideas/new", language=language, form_sent=True)
    return pages.from_string(FORM).render(page=page, form=FormState(errors=errors))


def test_every_empty_field_says_which_it_is(pages: Environment) -> None:
    names = ("consent", "cost-pounds", "began", "ward", "what", "title")
    html = drawn(pages, dict.fromkeys(names, NEEDED))
    assert summary(html) == [
        ("#title", "Enter a title"),
        ("#what", "Answer “What would it do?”"),
        ("#ward", "Choose ward"),
        ("#began", "Enter first day"),
        ("#cost", "Enter cost"),
        ("#consent", "Tick “I agree”"),
    ]
    assert at_fields(html) == [text for _, text in summary(html)]


def test_what_a_field_must_be_comes_with_its_label_and_a_sentence_stays(pages: Environment) -> None:
    errors = {"title": "must be a single line", "ward": "This ward has ended."}
    html = drawn(pages, errors)
    assert summary(html) == [
        ("#title", "“Title” must be a single line."),
        ("#ward", "This ward has ended."),
    ]
    assert at_fields(html) == [text for _, text in summary(html)]


def test_an_error_without_a_field_on_the_page_leads_nowhere(pages: Environment) -> None:
    html = drawn(pages, {"": "The money is spent.", "lines.0.amount-pounds": NEEDED})
    assert summary(html) == [
        ("", "The money is spent."),
        ("", "“Lines 0 amount” must be filled in."),
    ]


def test_one_rendering_does_not_see_the_errors_of_another(pages: Environment) -> None:
    drawn(pages, {"title": NEEDED})
    assert "govuk-error" not in drawn(pages, {})


def test_a_label_with_signs_is_escaped_once(pages: Environment) -> None:
    source = FORM.replace('"Title", missing="Enter a title"', '_("%(n)s & more", n=name)')
    page = PageContext(path="/ideas/new", form_sent=True)
    form = FormState(errors={"title": "must be a single line"})
    html = pages.from_string(source).render(page=page, form=form, name="<b>")
    assert summary(html)[0][1] == "“<b> & more” must be a single line."


@pytest.mark.parametrize("said", ["%(label)s", "100% & <b>", "must be %s"])
def test_no_message_is_taken_for_markup_or_for_places_to_fill_in(
    pages: Environment, said: str
) -> None:
    html = drawn(pages, {"title": said})
    assert said in summary(html)[0][1]
    assert "<b>" not in html
