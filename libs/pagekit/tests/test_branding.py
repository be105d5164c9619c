"""A council's own name and colours, and those of civic.css."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment
from pagekit import (
    Branding,
    BrandingError,
    Colours,
    assets_path,
    environment,
    read_branding,
)
from pagekit.contrast import contrast
from pagekit.layout import PageContext
from pagekit.logo import Logo


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
        logo=Logo(b"<svg/>", "image/svg+xml", "logo-0.svg"),
        logo_alt='The "arms"',
    )
    pages = environment([], branding=branding, service="budgets")
    html = pages.from_string("{% extends 'pagekit/page.html' %}{% set title = 'T' %}").render(
        page=PageContext(path="/budgets/")
    )
    assert 'alt="The &#34;arms&#34;"' in html
    assert "Council &amp; &lt;b&gt;" in html
    assert 'href="/budgets/branding.css"' in html
    assert "--civic-brand: #5b2a6b;" in pages.get_template("pagekit/branding.css").render()


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


def test_the_operator_names_a_file(tmp_path: Path) -> None:
    file = tmp_path / "branding.toml"
    file.write_text(
        'council = "Elsewhere"\ncontact = "us@example.org"\nlanguages = ["cy", "en"]\n'
        '[colours]\nbrand = "#5b2a6b"\n'
    )
    own = read_branding({"CIVIC_BRANDING": str(file), "CIVIC_COUNCIL_NAME": "Another"})
    assert (own.council, own.languages) == ("Elsewhere", ("cy", "en"))
    assert own.colours == Colours(brand="#5b2a6b")


def test_without_a_file_two_settings_do() -> None:
    own = read_branding({"CIVIC_COUNCIL_NAME": "Elsewhere", "CIVIC_CONTACT": "us@example.org"})
    assert own == Branding(council="Elsewhere", contact="us@example.org")
    assert read_branding({}).council == "Westminster City Council"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[colours]\nbrand = "#8899aa"', "white text on #8899aa has a contrast below 4.5"),
        ('[colours]\nbrand = "red"', "colour brand must be written #rrggbb"),
        ("[colours]\nbrand = 7", "must be written #rrggbb"),
        ('[colours]\nink = "#000000"', "ink"),
        ('colours = "#000000"', "unknown or wrongly written"),
        ('color = "#000000"', "color"),
        ('languages = ["tlh"]', "languages must be some of en, cy"),
        ("languages = []", "languages must be some of en, cy"),
        ("languages = 3", "unknown or wrongly written"),
        ('contact = "nobody"', "contact must be a mail address"),
        ('council = "', "Unterminated string"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_reason(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "branding.toml"
    file.write_text(text)
    with pytest.raises(BrandingError, match=re.escape(why)) as refused:
        read_branding({"CIVIC_BRANDING": str(file)})
    assert str(file) in str(refused.value)
    with pytest.raises(BrandingError, match="absent"):
        read_branding({"CIVIC_BRANDING": str(tmp_path / "absent")})
