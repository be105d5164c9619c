"""A council's own name and colours, and those of civic.css."""

import re

import pytest
from jinja2 import Environment
from pagekit import Branding, BrandingError, Colours, assets_path, branding_stylesheet, environment
from pagekit.contrast import contrast
from pagekit.layout import PageContext


def test_contrast_as_the_guidelines_have_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    "colours",
    [
        {"brand": "#8899aa"},
        {"accent": "#ffdd00"},
        {"tint": "#17495c"},
        {"brand": "red"},
        {"brand": "#17495C"},
        {"brand": "#000000;}body{display:none"},
    ],
)
def test_illegible_or_strange_colours_are_refused(colours: dict[str, str]) -> None:
    with pytest.raises(BrandingError):
        Colours(**colours)


@pytest.mark.parametrize(
    "wrong",
    [
        {"council": " "},
        {"contact": "nobody"},
        {"logo": "/ideas/assets/logo.svg"},
        {"logo": "//elsewhere.example/logo.svg", "logo_alt": "Arms"},
        {"logo": "https://elsewhere.example/logo.svg", "logo_alt": "Arms"},
    ],
)
def test_strange_brandings_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(BrandingError):
        Branding(**({"council": "Council", "contact": "us@example.org"} | wrong))


def test_a_logo_has_its_alternative_and_colours_their_stylesheet() -> None:
    branding = Branding(
        council="Council & <b>",
        contact="us@example.org",
        colours=Colours(brand="#5b2a6b"),
        logo="/ideas/assets/logo.svg",
        logo_alt='The "arms"',
    )
    pages = environment([], branding=branding, service="budgets")
    html = pages.from_string("{% extends 'pagekit/page.html' %}{% set title = 'T' %}").render(
        page=PageContext(path="/budgets/")
    )
    assert 'alt="The &#34;arms&#34;"' in html
    assert "Council &amp; &lt;b&gt;" in html
    assert 'href="/budgets/assets/branding.css"' in html
    assert "--civic-brand: #5b2a6b;" in branding_stylesheet(branding)


def test_standard_colours_need_no_stylesheet_and_are_those_of_the_css(pages: Environment) -> None:
    html = pages.get_template("pagekit/page.html").render(page=PageContext(path="/ideas/"))
    assert "branding.css" not in html
    css = (assets_path() / "civic.css").read_text(encoding="utf-8")
    for name, value in (("brand", "#17495c"), ("accent", "#b4532a"), ("tint", "#eef4f5")):
        assert getattr(Colours(), name) == value
        assert f"--civic-{name}: {value};" in css


def test_inks_of_charts_stand_out_from_paper_and_from_their_hatching() -> None:
    css = (assets_path() / "civic.css").read_text(encoding="utf-8")
    inks = re.findall(r"--civic-ink-(\d): (#[0-9a-f]{6});", css)
    assert [number for number, _ in inks] == list("012345")
    assert all(contrast(colour, "#ffffff") >= 3 for _, colour in inks)


def test_quiet_text_is_legible_on_every_ground() -> None:
    css = (assets_path() / "civic.css").read_text(encoding="utf-8")
    quiet = re.search(r"--civic-quiet: (#[0-9a-f]{6});", css)
    assert quiet is not None
    assert contrast(quiet[1], Colours().tint) >= 4.5
