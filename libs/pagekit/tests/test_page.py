"""The layout: titles, navigation, signing in and out, notices, errors."""

from pathlib import Path

import pytest
from jinja2 import Environment
from pagekit import SECTIONS, FormState, Notice, PageContext, environment
from pagekit.layout import WORK_PLACES, section

PAGE = "{% extends 'pagekit/page.html' %}{% set title = 'Ideas near you' %}"


def render(pages: Environment, source: str = PAGE, **context: object) -> str:
    return pages.from_string(source).render({"page": PageContext(path="/ideas/near")} | context)


def test_title_says_when_there_are_errors(pages: Environment) -> None:
    assert "<title>Ideas near you – Ideas – Civic Community" in render(pages)
    html = render(pages, form=FormState(errors={"title": "Say what it is"}))
    assert "<title>Error: Ideas near you – Ideas" in html


def test_navigation_leads_to_all_four_and_says_where_one_is(pages: Environment) -> None:
    html = render(pages)
    for one in SECTIONS:
        assert f'href="/{one.code}/"' in html
    assert 'href="/ideas/" aria-current="true"' in html
    home = render(pages, page=PageContext(path="/ideas/"))
    assert 'href="/ideas/" aria-current="page"' in home


def test_signing_in_leads_back_and_signing_out_is_a_post(pages: Environment) -> None:
    page = PageContext(path="/ideas/near?ward=a&b=c//d")
    assert 'href="/ideas/sign-in?return_to=/ideas/near%3Fward%3Da%26b%3Dc//d"' in render(
        pages, page=page
    )
    known = PageContext(path="/ideas/", signed_in_as="A <b>", role="Resident", csrf='t"k')
    html = render(pages, page=known)
    assert 'method="post" action="/ideas/sign-out"' in html
    assert 'name="csrf" value="t&#34;k"' in html
    assert "A &lt;b&gt;" in html
    assert "sign-in" not in html


def test_language_demonstration_and_notice(pages: Environment) -> None:
    notice = Notice(text="<b>", link='/x"', link_text="There", kind="important")
    page = PageContext(path="/ideas/", demo=True, language="cy", notice=notice)
    html = render(pages, page=page)
    assert '<html lang="cy"' in html
    assert "Arddangosiad" in html
    assert "&lt;b&gt;" in html
    assert 'href="/x&#34;"' in html
    assert "Pwysig" in html
    assert "Demonstration" in render(pages, page=PageContext(path="/ideas/", demo=True))
    assert "Demonstration" not in render(pages)


def test_crumbs_or_a_way_back(pages: Environment) -> None:
    assert "breadcrumbs" in render(pages, PAGE + "{% set crumbs = [('Ideas', '/ideas/')] %}")
    html = render(pages, PAGE + "{% set back = '/ideas/?a=b' %}")
    assert 'href="/ideas/?a=b" class="govuk-back-link"' in html


def test_live_pages_name_their_events(pages: Environment) -> None:
    html = render(pages, PAGE + "{% set live = '/reporting/live?ward=a' %}")
    assert 'data-live-src="/reporting/live?ward=a"' in html
    assert "live.js" in html
    assert "live.js" not in render(pages)


def test_service_templates_come_first_and_must_exist(tmp_path: Path, pages: Environment) -> None:
    (tmp_path / "own.html").write_text("own {{ value }}", encoding="utf-8")
    branding = pages.globals["branding"]
    made = environment([tmp_path], branding=branding, service="budgets")  # type: ignore[arg-type]  # from globals
    assert made.get_template("own.html").render(value="<") == "own &lt;"
    with pytest.raises(FileNotFoundError):
        environment([tmp_path / "absent"], branding=branding, service="budgets")  # type: ignore[arg-type]  # from globals
    with pytest.raises(LookupError):
        environment([], branding=branding, service="parking")  # type: ignore[arg-type]  # from globals
    assert section("reporting").name == "What happened"


@pytest.mark.parametrize("name", ["accessibility", "privacy"])
def test_statements_name_whom_to_ask(pages: Environment, name: str) -> None:
    page = PageContext(path=f"/ideas/{name}")
    html = pages.get_template(f"pagekit/{name}.html").render(page=page)
    assert 'href="mailto:civic@example.org"' in html
    assert f'href="/ideas/{name}"' in html


def test_a_problem_is_told_without_markup_of_its_own(pages: Environment) -> None:
    problem = {"title": "Not <found>", "detail": "<b>", "rule": ""}
    html = pages.get_template("pagekit/problem.html").render(problem=problem, correlation_id="0d4c")
    assert "Not &lt;found&gt;</h1>" in html
    assert "&lt;b&gt;" in html
    assert "0d4c" in html
    assert "The rule" not in html


@pytest.mark.parametrize(
    ("language", "title", "check"),
    [
        ("en", "Page not found", "If you typed the web address, check that it is correct."),
        ("cy", "Heb ddod o hyd i’r dudalen", "gwiriwch ei fod yn gywir"),
    ],
)
def test_who_opens_what_is_not_there_is_helped(
    pages: Environment, language: str, title: str, check: str
) -> None:
    problem = {"title": "Not found", "detail": "Not found.", "status": 404}
    opened = PageContext(path="/ideas/nowhere", language=language)
    html = pages.get_template("pagekit/problem.html").render(page=opened, problem=problem)
    assert f"{title}</h1>" in html
    assert check in html
    assert "Not found" not in html
    assert "Heb ei ganfod" not in html

    named = {**problem, "detail": "There is no ward W99."}
    html = pages.get_template("pagekit/problem.html").render(page=opened, problem=named)
    assert "W99" in html
    assert check in html


def test_who_sent_a_form_is_not_told_of_addresses(pages: Environment) -> None:
    problem = {"title": "Not found", "detail": "There is no idea 1.", "status": 404}
    sent = PageContext(path="/ideas/1/support", form_sent=True)
    html = pages.get_template("pagekit/problem.html").render(page=sent, problem=problem)
    assert "Not found</h1>" in html
    assert "web address" not in html


def test_a_problem_is_not_told_twice(pages: Environment) -> None:
    problem = {"title": "Not possible here", "detail": "Not possible here.", "status": 405}
    opened = PageContext(path="/ideas/sign-out")
    html = pages.get_template("pagekit/problem.html").render(page=opened, problem=problem)
    assert html.partition("<main")[2].count("Not possible here") == 1
    assert "Go back to the page with the form" in html


def test_a_form_sent_twice_leads_to_what_the_first_did(pages: Environment) -> None:
    html = pages.get_template("pagekit/already_sent.html").render(location='/ideas/threads/1"')
    assert 'href="/ideas/threads/1&#34;"' in html


def test_own_work_is_led_to_by_role_and_nobody_elses(pages: Environment) -> None:
    def work(*roles: str) -> set[str]:
        page = PageContext(path="/ideas/", signed_in_as="A", roles=frozenset(roles))
        return {
            one.address
            for one in WORK_PLACES
            if f'href="{one.address}"' in render(pages, page=page)
        }

    assert work() == work("resident", "group") == set()
    assert work("neighbourhood-officer") >= {"/ideas/work", "/budgets/payments"}
    # An officer's proposals are not those that councillors decide: one place, not both.
    assert "/budgets/work" in work("neighbourhood-officer")
    assert "/budgets/proposals?state=deciding" not in work("neighbourhood-officer")
    assert work("councillor") == {"/budgets/proposals?state=deciding"}
    assert work("volunteer-coordinator") == {"/volunteers/coordination", "/ideas/work"}


def test_every_page_leads_to_its_large_print_and_to_other_formats(pages: Environment) -> None:
    html = render(pages, page=PageContext(path="/ideas/all?q=a&page=2"))
    assert 'href="/ideas/all?q=a&amp;page=2&amp;print=large"' in html
    assert 'href="/ideas/other-formats?about=/ideas/all%3Fq%3Da%26page%3D2"' in html
    assert "civic-large-print" not in html
    large = render(pages, page=PageContext(path="/ideas/all?print=large&q=a", large_print=True))
    assert "civic-template civic-large-print" in large
    assert 'href="/ideas/all?q=a&amp;print=ordinary"' in large


def test_a_page_after_a_form_leads_to_the_variants_of_the_form(pages: Environment) -> None:
    sent = PageContext(path="/ideas/1/support", form_sent=True, form_at="/ideas/1?a=b")
    html = render(pages, page=sent)
    assert 'href="/ideas/1?a=b&amp;lang=cy"' in html
    assert 'href="/ideas/1?a=b&amp;print=large"' in html


def test_a_page_after_a_form_of_nowhere_has_no_links_to_variants(pages: Environment) -> None:
    html = render(pages, page=PageContext(path="/ideas/new", form_sent=True))
    assert "lang=cy" not in html
    assert "print=large" not in html


def test_other_formats_name_the_page_they_are_wanted_of(pages: Environment) -> None:
    page = PageContext(path="/ideas/other-formats")
    template = pages.get_template("pagekit/other_formats.html")
    html = template.render(page=page, about='/ideas/"><script>')
    assert "<script>" not in html
    assert "subject=Braille%3A%20/ideas/" in html
    both = template.render(page=page, about="/ideas/all?q=a&page=2")
    assert "subject=Braille%3A%20/ideas/all%3Fq%3Da%26page%3D2" in both
    assert "You came from" not in template.render(page=page)
