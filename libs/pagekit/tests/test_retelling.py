"""What code has said in English, said again; what stays in English, marked."""

from datetime import date
from pathlib import Path

import pytest
from jinja2 import Environment
from pagekit import Branding, PageContext, environment
from pagekit.retelling import Teller, patterns

SAID = {
    "An agreement was signed with %(organisation)s": "Llofnodwyd cytundeb gyda %(organisation)s",
    "A condition was met: %(condition)s": "Bodlonwyd amod: %(condition)s",
    "%(ward)s: %(votes)s in favour; %(required)s were needed.": (
        "%(ward)s: %(votes)s o blaid; %(required)s."
    ),
    "%(votes)s of %(seats)s": "%(votes)s o %(seats)s",
    "It ended on %(day)s.": "Daeth i ben ar %(day)s.",
    "Committee": "Pwyllgor",
    "Residents": "Preswylwyr",
    "Not translated %(yet)s": "",
}
WELSH = Teller("cy", {one: said for one, said in SAID.items() if said}, patterns(SAID))


@pytest.mark.parametrize(
    ("english", "welsh"),
    [
        ("An agreement was signed with Wigmore Hall", "Llofnodwyd cytundeb gyda Wigmore Hall"),
        ("A condition was met: committee", "Bodlonwyd amod: pwyllgor"),
        ("Warwick: 2 in favour; 2 were needed.", "Warwick: 2 o blaid; 2."),
        ("It ended on 4 May 2022.", "Daeth i ben ar 4 Mai 2022."),
        ("March 2010", "Mawrth 2010"),
        ("Residents, committee", "Preswylwyr, pwyllgor"),
        ("Residents, at last", None),  # somebody's own words
        ("residents", "preswylwyr"),
        ("A choir of our own", None),
        ("2 of 3", None),  # two letters between the places would be found everywhere
        ("Not translated here", None),
    ],
)
def test_a_sentence_is_recognised_by_what_stands_between_its_places(
    english: str, welsh: str | None
) -> None:
    assert WELSH.said(english) == welsh


def test_a_long_text_is_looked_through_quickly() -> None:
    assert WELSH.said("a of b: " * 2_000) is None


CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

#. built by code
msgid "Money was awarded to %(organisation)s"
msgstr "Dyfarnwyd arian i %(organisation)s"

#. built by code
msgid "must be %(ge)s or more"
msgstr "rhaid iddo fod yn %(ge)s neu fwy"
"""


@pytest.fixture(name="partly")
def partly_translated(tmp_path: Path) -> Environment:
    (tmp_path / "templates").mkdir()
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "cy.po").write_text(CATALOGUE, encoding="utf-8")
    branding = Branding(council="C", contact="c@example.org")
    return environment([tmp_path / "templates"], service="ideas", branding=branding)


def shown(pages: Environment, source: str, language: str = "cy", **values: object) -> str:
    page = PageContext(path="/", language=language)
    return pages.from_string(source).render(page=page, **values)


def test_a_step_is_said_again_and_what_people_wrote_stays(partly: Environment) -> None:
    step = "Money was awarded to Wigmore Hall\n\nFor our <choir>"
    assert shown(partly, "{{ step | retold }}", step=step) == (
        "Dyfarnwyd arian i Wigmore Hall\n\nFor our &lt;choir&gt;"
    )
    assert shown(partly, "{{ step | retold }}", "en", step=step).startswith("Money was awarded")


def test_what_stays_in_english_is_marked_where_html_may_have_an_element(
    partly: Environment,
) -> None:
    assert shown(partly, "<p>{{ _('Left out') }}</p>") == '<p><span lang="en">Left out</span></p>'
    assert shown(partly, "<p>{{ _('Left out') }}</p>", "en") == "<p>Left out</p>"
    assert shown(partly, "<a title=\"{{ _('Left out') }}\">x</a>") == '<a title="Left out">x</a>'
    for element in ("title", "option", "textarea"):
        source = f"<{element}>{{{{ _('Left out') }}}}</{element}>"
        assert shown(partly, source) == f"<{element}>Left out</{element}>"
    assert shown(partly, "<svg><text>{{ 'Left out' | spoken }}</text></svg>{{ _('Too') }}") == (
        '<svg><text>Left out</text></svg><span lang="en">Too</span>'
    )
    assert shown(partly, "{% trans %}Left <b>out</b>{% endtrans %}") == (
        '<span lang="en">Left <b>out</b></span>'
    )


def test_an_error_of_a_field_is_said_again_with_its_label(partly: Environment) -> None:
    source = '{% import "pagekit/forms.html" as forms %}{{ forms.text(form, "n", "Nifer") }}'
    form = {"values": {}, "errors": {"n": "must be 3 or more"}}
    holder = type("Form", (), form)()
    assert "rhaid iddo fod yn 3 neu fwy." in shown(partly, source, form=holder)


def test_code_speaks_the_language_of_the_page_where_it_is_told_to(pages: Environment) -> None:
    from pagekit.wording import day

    with pages.speaking("cy"):  # type: ignore[attr-defined]  # the environment of pages has it
        assert day(date(2010, 3, 21)) == "21 Mawrth 2010"
        with pages.speaking("en"):  # type: ignore[attr-defined]
            assert day(date(2010, 3, 21)) == "21 March 2010"
    assert day(date(2010, 3, 21)) == "21 March 2010"
