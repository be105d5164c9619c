"""Pages in another language, and what is found untranslated."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from jinja2 import Environment
from pagekit import Branding, PageContext, environment
from pagekit.extraction import forgotten, template_messages

PAGE = "{% extends 'pagekit/page.html' %}{% set title = 'T' %}{% block content %}"
CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "By %(day)s"
msgstr "Erbyn %(day)s"
"""


def test_a_page_is_in_the_language_asked_for_with_its_dates(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "cy.po").write_text(CATALOGUE, encoding="utf-8")
    branding = Branding(council="C", contact="c@example.org")
    pages = environment([tmp_path / "templates"], service="ideas", branding=branding)
    template = pages.from_string(PAGE + "{{ _('By %(day)s', day=on | day) }}{% endblock %}")

    def shown(language: str) -> str:
        page = PageContext(path="/ideas/?a=b", language=language)
        return template.render(page=page, on=date(2010, 3, 21))

    assert "By 21 March 2010" in shown("en")
    assert "Erbyn 21 Mawrth 2010" in shown("cy")
    assert '<html lang="cy"' in shown("cy")
    assert "By 21 March 2010" in shown("fr")
    assert 'href="/ideas/?a=b&amp;lang=cy" lang="cy" hreflang="cy">Cymraeg' in shown("en")
    assert "Drafft" in shown("cy")
    assert "civic-draft" not in shown("en")


def test_a_council_may_offer_one_language_only() -> None:
    branding = Branding(council="C", contact="c@example.org", languages=("en",))
    pages = environment([], service="ideas", branding=branding)
    html = pages.from_string(PAGE + "{% endblock %}").render(page=PageContext(path="/ideas/"))
    assert "lang=cy" not in html


def test_welsh_moments_and_lists(pages: Environment) -> None:
    source = "{{ at | moment }}; {{ ['a', 'b'] | listed }}"
    page = PageContext(path="/", language="cy")
    at = datetime(2010, 3, 29, 18, 30, tzinfo=UTC)
    shown = pages.from_string(source).render(page=page, at=at)
    assert shown == "29 Mawrth 2010 am 7:30yh; a a b"


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("<p>Hello {{ x }} there</p>", ["Hello", "there"]),
        ('{{ parts.heading("Hello") }}', ["Hello"]),
        ('{{ parts.heading(lead="all is well") }}', ["all is well"]),
        ('<img alt="A map">', ["A map"]),
        ('{% macro f(a="Some") %}{% endmacro %}', ["Some"]),
        ('{{ _("ok %(n)s", n="Not ok") }}', ["Not ok"]),
        ('{{ n | plural("idea") }} so far', ["so far"]),
        ("{% trans %}ok{% endtrans %}<b>Not</b>", ["Not"]),
        ("{{ _(idea.title) }}", ["_() over what is computed; the filter is `spoken`"]),
        ('<b class="govuk-body">{{ _("Yes") }}</b>{{ x if state == "Two words" }}', []),
        ('{% set TONES = {"Opened": "good"} %}{{ "/ideas/" ~ idea.id }}{{ "-vote" }}', []),
    ],
)
def test_what_no_catalogue_could_translate_is_found(
    pages: Environment, planted: str, found: list[str]
) -> None:
    assert [one.split(": ", 1)[1] for one in forgotten(planted, pages)] == found


def test_messages_of_a_template(pages: Environment) -> None:
    source = """{{ _("One") }}{% trans n=1 %}Two {{ n }}{% endtrans %}{{ marked("Three") }}
    {{ n | plural("idea") }}{{ n | plural("person", "people") }}{{ _(computed) }}"""
    assert list(template_messages(source, pages)) == [
        *("One", "Two %(n)s", "Three", ("idea", "ideas"), ("person", "people"))
    ]


def test_a_residents_words_are_neither_markup_nor_a_pattern(pages: Environment) -> None:
    source = "{{ words | spoken }}"
    assert pages.from_string(source).render(words="100% <b>") == "100% &lt;b&gt;"
