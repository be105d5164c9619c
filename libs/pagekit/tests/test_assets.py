"""The vendored files: the right version, and nothing that belongs to GOV.UK alone."""

import re

import pytest
from pagekit import asset_address, assets_path


def asset(name: str) -> str:
    return (assets_path() / name).read_text(encoding="utf-8")


def test_stylesheet_has_neither_fonts_nor_crown() -> None:
    css = asset("govuk-frontend.min.css")
    assert '--govuk-frontend-version:"6.3.0"' in css
    for absent in ("@font-face", "GDS Transport", "crest", "url(", "sourceMappingURL"):
        assert absent not in css
    assert css.count("{") == css.count("}")


def test_no_font_or_picture_of_govuk_is_shipped() -> None:
    shipped = {path.name for path in assets_path().iterdir()}
    assert "govuk-frontend.LICENCE.txt" in shipped
    assert not [name for name in shipped if re.search(r"\.(woff2?|ico|png)$|crest|crown", name)]


def test_script_is_named_by_its_version() -> None:
    version = re.search(r'const version="([\d.]+)"', asset("govuk-frontend.min.js"))
    assert version is not None
    assert f'"./govuk-frontend.min.js?v={version[1]}"' in asset("civic.js")


def test_addresses_change_with_the_content() -> None:
    assert re.fullmatch(
        r"/ideas/assets/civic\.css\?v=[0-9a-f]{12}", asset_address("ideas", "civic.css")
    )
    assert asset_address("ideas", "civic.css") != asset_address("ideas", "civic.js")
    with pytest.raises(FileNotFoundError):
        asset_address("ideas", "absent.css")


def test_our_stylesheet_asks_for_nothing_from_elsewhere() -> None:
    assert not re.search(r"url\(|@import|https?:", asset("civic.css"))


def test_large_print_keeps_a_margin_at_1280_pixels_and_its_badge_whole() -> None:
    css = (assets_path() / "civic.css").read_text(encoding="utf-8")
    widths = re.findall(r"\.civic-large-print [^{]*\{ max-width: (?:min\()?(\d+)rem", css)
    assert len(widths) == 2
    # A rem of large print is 24 pixels; 30 at each side are the container's own.
    assert all(int(width) * 24 <= 1280 - 200 for width in widths)
    assert ".civic-demonstration .govuk-tag { max-width: none;" in css
