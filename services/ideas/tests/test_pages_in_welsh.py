"""The pages of the way from home to a sent idea, drawn in Welsh without a server."""

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from ideas.app import SERVICE
from ideas.intake import progress
from ideas.intake.pages import OWNERS
from pagekit import Entry, FormState, PageContext

IDEA = SimpleNamespace(
    id="0d4c",
    idea_id="0d4c",
    title="A choir for <everybody>",
    summary="Sing & be merry, 100%",
    ward="E05000635",
    submitted_on=date(2010, 3, 1),
    acknowledge_due_on=date(2010, 3, 8),
    answer_due_on=date(2010, 3, 29),
    supporters=2,
    progress="under-way",
    moderation="waiting",
)
WARD = SimpleNamespace(name="Harrow Road")
COUNCIL = SimpleNamespace(ward=lambda _: WARD)
STEP = Entry(on=date(2010, 3, 21), what="Concert, 100% <loud>", who="A resident", service="ideas")
SHOWN = {"council": COUNCIL, "progress": progress, "idea": IDEA}
PAGES: dict[str, tuple[dict[str, Any], str]] = {
    "home.html": (
        {
            "promise": SimpleNamespace(answer_days=20),
            "total": 3,
            "newest": [IDEA],
            "wards": [("E05000635", "Harrow Road", None)],
        },
        "Dweud syniad",
    ),
    "new.html": ({}, "Beth yw eich syniad, mewn ychydig eiriau?"),
    "details.html": (
        {"owners": OWNERS, "wards": [("E05000635", "Harrow Road")], "themes": [("music", "Music")]},
        "Ar gyfer pa ward y mae?",
    ),
    "sent.html": ({}, "erbyn 29 Mawrth 2010"),
    "thread.html": (
        {"entries": [STEP], "stage": ("Under way", "good"), "ward": "Harrow Road"},
        "Ar y gweill",
    ),
}


def drawn(name: str, language: str, **more: Any) -> str:
    page = PageContext(path="/ideas/", language=language)
    template = SERVICE.environment().get_template(name)
    return template.render(page=page, **{**SHOWN, **PAGES[name][0], **more})


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_in_welsh_and_says_that_it_is_a_draft(name: str) -> None:
    html = drawn(name, "cy")
    assert '<html lang="cy"' in html
    assert PAGES[name][1] in html
    assert "Drafft o gyfieithiad." in html
    assert PAGES[name][1] not in drawn(name, "en")


@pytest.mark.parametrize("name", ["home.html", "thread.html"])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_what_people_wrote_stays_as_it_is_and_is_no_markup(name: str, language: str) -> None:
    html = drawn(name, language)
    assert "A choir for &lt;everybody&gt;" in html
    assert "Sing &amp; be merry, 100%" in html
    if name == "thread.html":
        assert "Concert, 100% &lt;loud&gt;" in html


def test_an_empty_form_names_its_fields_in_welsh() -> None:
    errors = dict.fromkeys(("title", "summary", "ward", "theme"), "must be filled in")
    html = drawn("details.html", "cy", form=FormState(errors=errors))
    summary = html.split("govuk-error-summary__list", 1)[1].split("</ul>", 1)[0]
    assert re.findall(r'<a href="#(\w+)">([^<]*)', summary) == [
        ("title", "Rhowch: eich syniad mewn ychydig eiriau"),
        ("summary", "Atebwch “Beth fyddai’n ei wneud, ac i bwy?”"),
        ("ward", "Dewiswch ateb i “Ar gyfer pa ward y mae?”"),
        ("theme", "Dewiswch ateb i “Am beth y mae?”"),
    ]
