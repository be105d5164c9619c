"""Tables, lists, pagination, tags, tasks and the thread."""

from datetime import date
from itertools import pairwise

import pytest
from jinja2 import Environment
from pagekit import Entry, Measure

IMPORT = '{% import "pagekit/parts.html" as parts %}'


def draw(pages: Environment, source: str, **context: object) -> str:
    return pages.from_string(IMPORT + source).render(context)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(1, [1, 2, 12]), (2, [1, 2, 3, 12]), (6, [1, 5, 6, 7, 12]), (12, [1, 11, 12])],
)
def test_pagination_shows_the_ends_and_the_neighbours(
    pages: Environment, number: int, shown: list[int]
) -> None:
    html = draw(pages, "{{ parts.pagination(n, 12, '/x?page={page}') }}", n=number)
    listed = [one for one in range(1, 13) if f'aria-label="Page {one}"' in html]
    assert listed == shown
    assert html.count("&ctdot;") == sum(b - a > 1 for a, b in pairwise(shown))
    assert ('rel="prev"' in html) == (number > 1)
    assert ('rel="next"' in html) == (number < 12)


def test_one_page_needs_no_pagination(pages: Environment) -> None:
    assert draw(pages, "{{ parts.pagination(1, 1, '/x') }}{{ parts.onwards() }}").strip() == ""


def test_a_table_escapes_and_says_when_it_is_empty(pages: Environment) -> None:
    source = "{{ parts.table('Pay', [('A', ''), ('B', 'number')], rows) }}"
    html = draw(pages, source, rows=[("<x>", 5)])
    assert "&lt;x&gt;" in html
    assert 'govuk-table__cell--numeric">5<' in html
    assert "Nothing yet." in draw(pages, source, rows=[])


def test_tags_have_their_tone(pages: Environment) -> None:
    assert "govuk-tag--green" in draw(pages, "{{ parts.tag('Done', 'good') }}")
    assert "govuk-tag--grey" in draw(pages, "{{ parts.tag('<', 'unheard-of') }}")
    assert "&lt;" in draw(pages, "{{ parts.tag('<') }}")


def test_the_state_of_a_task_is_escaped(pages: Environment) -> None:
    html = draw(pages, "{{ parts.tasks([('T', '/t', '<i>', 'good', '')]) }}")
    assert "&lt;i&gt;" in html
    assert 'href="/t"' in html


def test_a_summary_offers_changes(pages: Environment) -> None:
    html = draw(pages, "{{ parts.summary([('Ward', '<w>', 'Change', '/c'), ('A', 'b')]) }}")
    assert "&lt;w&gt;" in html
    assert 'href="/c"' in html
    assert "ward</span>" in html


def test_the_thread_tells_each_step(pages: Environment) -> None:
    entry = Entry(
        on=date(2010, 3, 21),
        what="Concert <1>",
        who="Wigmore Hall",
        service="budgets",
        text="Line\n\n<b>",
        measures=(Measure("44", "singers"), Measure("366", "in the audience")),
        link="/budgets/1",
    )
    source = '{% from "pagekit/timeline.html" import timeline %}{{ timeline(entries) }}'
    html = pages.from_string(source).render(entries=[entry])
    for part in (
        "Concert &lt;1&gt;",
        "21 March 2010",
        "Budgets",
        "44",
        "366",
        "&lt;b&gt;",
        "/budgets/1",
    ):
        assert part in html
    assert "Nothing has happened yet." in pages.from_string(source).render(entries=[])


def test_a_step_belongs_to_a_known_service() -> None:
    with pytest.raises(LookupError):
        Entry(on=date(2010, 1, 1), what="x", who="y", service="parking")
